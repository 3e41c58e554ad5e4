package io.dapp.chain;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node whose answers a test writes: anvil does not lie. What is not written is null. */
final class ScriptedNode implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, String> members = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final HttpServer server;

    ScriptedNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", exchange -> {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            List<String> replies = new ArrayList<>();
            (request.isArray() ? request : List.of(request)).forEach(one -> replies.add(reply(one)));
            byte[] body = (request.isArray() ? "[" + String.join(",", replies) + "]" : replies.getFirst())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** What the method answers from now on: JSON. */
    void answer(String method, String result) {
        members.put(method, "\"result\":" + result);
    }

    void fail(String method, int code, String message) {
        members.put(method, "\"error\":{\"code\":%d,\"message\":\"%s\"}".formatted(code, message));
    }

    /** The methods that were called. */
    List<String> asked() {
        return asked;
    }

    Node node() {
        return new Node("test", url(), TestChains.ofNodes("http://127.0.0.1:1"), new SimpleMeterRegistry(), () -> {});
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String reply(JsonNode call) {
        String method = call.path("method").stringValue();
        asked.add(method);
        String member = members.getOrDefault(method, "\"result\":null");
        return "{\"jsonrpc\":\"2.0\",\"id\":" + call.path("id") + "," + member + "}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
