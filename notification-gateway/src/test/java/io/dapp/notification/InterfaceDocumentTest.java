package io.dapp.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Surroundings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InterfaceDocumentTest {
    @Test
    void theDocumentSaysWhereTheSocketIsAndWhatItAnswersToAPlainRequest() throws Exception {
        try (Surroundings surroundings = Surroundings.shared();
                Gateway gateway = Gateway.start(surroundings);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = get(http, gateway.httpUri("/v3/api-docs"));
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode document = JsonMapper.builder().build().readTree(answer.body());
            assertThat(document.path("openapi").asString()).startsWith("3.1");
            for (String path : document.path("paths").propertyNames()) {
                int status = get(http, gateway.httpUri(path)).statusCode();
                assertThat(document.path("paths")
                                .path(path)
                                .path("get")
                                .path("responses")
                                .propertyNames())
                        .contains(Integer.toString(status));
                assertThat(status).isEqualTo(426);
            }
            assertThat(document.path("paths").propertyNames()).isNotEmpty();
        }
    }

    private static HttpResponse<String> get(HttpClient http, URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
