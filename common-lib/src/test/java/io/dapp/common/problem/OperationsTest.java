package io.dapp.common.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
final class OperationsTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable ConfigurableApplicationContext service;

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        client.close();
    }

    private HttpResponse<String> get(String port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(service).getEnvironment().getProperty(port) + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private ConfigurableApplicationContext start(String kind) {
        service = ProbeApplication.start(
                kind, "dapp.security.enabled=false", "logging.config=classpath:json-logging.xml");
        return service;
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "reactive"})
    void theManagementPortHasHealthReadinessAndMetricsAndNothingElse(String kind) {
        start(kind);

        assertThat(get("local.management.port", "/health").statusCode()).isEqualTo(200);
        assertThat(get("local.management.port", "/health").body()).contains("\"status\":\"UP\"");
        assertThat(get("local.management.port", "/ready").body()).contains("\"status\":\"UP\"");
        assertThat(get("local.management.port", "/metrics").body())
                .contains("jvm_memory_used_bytes")
                .contains("application=\"probe\"");
        for (String path : new String[] {"/", "/env", "/heapdump", "/shutdown", "/actuator", "/actuator/health"}) {
            assertThat(get("local.management.port", path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get("local.server.port", "/health").statusCode()).isEqualTo(404);
        assertThat(get("local.server.port", "/metrics").statusCode()).isEqualTo(404);
        // A request is observed once, not each filter that it passes.
        assertThat(get("local.management.port", "/metrics").body())
                .contains("http_server_requests_seconds_count")
                .doesNotContain("spring_security");
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "reactive"})
    void anUnexpectedFailureIsLoggedOnceAsJsonWithItsTrace(String kind, CapturedOutput output) {
        start(kind);
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        get("local.server.port", "/probe/unexpected", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");

        await().atMost(Duration.ofSeconds(5)).until(() -> output.getAll().contains("Unexpected failure"));
        assertThat(output.getAll().lines().filter(line -> line.contains("the secret is 42")))
                .singleElement()
                .satisfies(line -> {
                    JsonNode entry = Json.LENIENT.readTree(line);
                    assertThat(entry.get("level").asString()).isEqualTo("ERROR");
                    assertThat(entry.get("message").asString())
                            .isEqualTo("Unexpected failure of GET /probe/unexpected");
                    assertThat(entry.get("stack_trace").asString()).contains("IllegalStateException");
                    assertThat(entry.get("trace_id").asString()).isEqualTo(trace);
                    assertThat(entry.get("service").asString()).isEqualTo("probe");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "reactive"})
    void anOrdinaryStartAndStopLogsNoWarning(String kind, CapturedOutput output) {
        ConfigurableApplicationContext started = start(kind);
        get("local.server.port", "/nowhere");
        started.close();

        assertThat(output.getAll().lines().filter(line -> line.startsWith("{")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("\"level\":\"WARN\"") || line.contains("\"level\":\"ERROR\""));
    }

    @Test
    void aDatabaseAwayIsLoggedOnceNotPerRequest(CapturedOutput output) {
        start("servlet");
        for (int i = 0; i < 5; i++) {
            assertThat(get("local.server.port", "/probe/database").statusCode()).isEqualTo(503);
        }

        assertThat(output.getAll().lines().filter(line -> line.contains("The database does not answer")))
                .hasSize(1);
    }
}
