package io.dapp.system.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** The real node behind the proxy. */
final class Upstream implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI url;
    private final URI webSocketUrl;

    Upstream(URI url, URI webSocketUrl) {
        this.url = url;
        this.webSocketUrl = webSocketUrl;
    }

    CompletableFuture<WebSocket> connect(WebSocket.Listener listener) {
        return http.newWebSocketBuilder().buildAsync(webSocketUrl, listener);
    }

    /** @throws UncheckedIOException when the node does not answer */
    JsonNode forward(JsonNode message) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(message.toString()))
                .build();
        try {
            return RpcCall.JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    /** The whole answer, an error included. */
    JsonNode ask(String method, Object... params) {
        return forward(RpcCall.JSON.valueToTree(
                Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(params))));
    }

    JsonNode result(String method, Object... params) {
        JsonNode answer = ask(method, params);
        if (answer.has("error")) {
            throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.path("result");
    }

    BigInteger quantity(String method, Object... params) {
        return number(result(method, params));
    }

    static BigInteger number(JsonNode hex) {
        return new BigInteger(hex.asString().substring(2), 16);
    }

    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
