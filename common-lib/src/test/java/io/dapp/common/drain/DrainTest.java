package io.dapp.common.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.problem.ProbeApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

class DrainTest {
    private static final String PERIOD = "dapp.drain.period=3s";

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "reactive"})
    void whoeverAsksWhileItStopsIsAnsweredAndLetGo(String kind) throws Exception {
        try (ConfigurableApplicationContext service = ProbeApplication.start(kind, PERIOD);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                            + service.getEnvironment().getProperty("local.server.port") + "/probe/list?page_limit=1"))
                    .build();
            assertThat(connection(client, request)).isEmpty();

            Drain drain = service.getBean(Drain.class);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);
            await().pollInterval(Duration.ofMillis(5)).until(drain::leaving);
            Instant half = Instant.now().plus(Duration.ofMillis(1500));
            List<Optional<String>> told = new ArrayList<>();
            while (Instant.now().isBefore(half)) {
                told.add(connection(client, request));
            }
            assertThat(told).hasSizeGreaterThan(1).containsOnly(Optional.of("close"));
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    /** What the answer says of its connection. */
    private static Optional<String> connection(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.headers().firstValue("connection");
    }
}
