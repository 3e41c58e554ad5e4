package io.dapp.local.infra;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plain JSON-RPC calls to an EVM node, for what the local tools and tests need of it. */
public final class JsonRpc {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI url;
    private final AtomicLong ids = new AtomicLong();

    public JsonRpc(URI url) {
        this.url = url;
    }

    /**
     * Calls a method.
     *
     * @throws NodeRefusedException when the node answers with an error
     * @throws InfrastructureException when it does not answer
     */
    public JsonNode call(String method, Object... parameters) {
        String body = JSON.writeValueAsString(
                Map.of("jsonrpc", "2.0", "id", ids.incrementAndGet(), "method", method, "params", List.of(parameters)));
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            JsonNode answer = JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (answer.hasNonNull("error")) {
                throw new NodeRefusedException(
                        method, answer.get("error").path("message").asString(""));
            }
            return answer.path("result");
        } catch (IOException | JacksonException e) {
            throw new InfrastructureException("the EVM node at " + url + " does not answer " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfrastructureException("interrupted while waiting for the EVM node", e);
        }
    }

    public boolean answers() {
        try {
            return !call("eth_chainId").asString("").isEmpty();
        } catch (InfrastructureException | NodeRefusedException notYet) {
            return false;
        }
    }

    /** The node understood the call and refused it. */
    public static final class NodeRefusedException extends RuntimeException {
        NodeRefusedException(String method, String message) {
            super(method + ": " + message);
        }
    }
}
