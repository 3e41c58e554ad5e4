package io.dapp.common.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProbeTest {
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/later", exchange -> {
            exchange.sendResponseHeaders(asked.incrementAndGet() > 1 ? 200 : 503, -1);
            exchange.close();
        });
        server.createContext("/away", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatAnswersIsFoundAlsoWhenItAnswersLater() {
        StartedProcess process = probe("/ready", "/later");

        assertThat(process.exitCode()).as(String.join("\n", process.lines())).isZero();
        assertThat(process.lines()).anyMatch(line -> line.endsWith("/later answers"));
        assertThat(process.lines()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
    }

    @Test
    void whatDoesNotAnswer200EndsItWithAnErrorThatNamesIt() {
        StartedProcess process = probe("/away", "/ready");

        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.lines()).anyMatch(line -> line.endsWith("/away does not answer 200: 503"));
        assertThat(process.lines()).anyMatch(line -> line.endsWith("/ready answers"));
    }

    private StartedProcess probe(String... paths) {
        String[] arguments = new String[paths.length + 1];
        arguments[0] = "probe";
        for (int i = 0; i < paths.length; i++) {
            arguments[i + 1] = "http://127.0.0.1:" + server.getAddress().getPort() + paths[i];
        }
        return StartedProcess.run(StartApplication.class, Map.of("DAPP_LOG_FORMAT", "readable"), arguments);
    }
}
