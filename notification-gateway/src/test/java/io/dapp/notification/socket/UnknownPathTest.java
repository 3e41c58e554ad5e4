package io.dapp.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Surroundings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Where there are no servlets, what their exceptions are named by cannot be loaded: nothing may need it for an answer. */
class UnknownPathTest {
    private static final Surroundings surroundings = Surroundings.shared();
    private static final Gateway gateway = Gateway.start(surroundings);

    @AfterAll
    static void stop() {
        gateway.close();
        surroundings.close();
    }

    @Test
    void somebody_who_is_logged_in_is_told_that_there_is_nothing() throws Exception {
        String token = surroundings.tokens().login().token();
        HttpRequest request = HttpRequest.newBuilder(gateway.httpUri("/api/notifications"))
                .timeout(Duration.ofSeconds(5))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("\"code\":\"not_found\"");
        }
    }
}
