package io.dapp.transaction.core.follow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dapp.common.json.Json;
import io.dapp.testing.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A real node of which some methods do not get through, or are answered otherwise. */
final class AilingNode implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> instead = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final TestNode node;
    private final HttpServer server;
    /** What becomes of the finalized block that the node tells. */
    volatile UnaryOperator<JsonNode> finalized = UnaryOperator.identity();

    AilingNode(TestNode node) {
        this.node = node;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** These methods answer with an error from now on, and do nothing. */
    void fail(int code, String message, String... methods) {
        for (String method : methods) {
            instead.put(method, "{\"error\":{\"code\":%d,\"message\":\"%s\"}}".formatted(code, message));
        }
    }

    /** These methods answer with nothing from now on. */
    void omit(String... methods) {
        for (String method : methods) {
            instead.put(method, "{\"result\":null}");
        }
    }

    void heal() {
        instead.clear();
    }

    /** How often the method was called. */
    int asked(String method) {
        return counter(method).get();
    }

    private AtomicInteger counter(String method) {
        return asked.computeIfAbsent(method, any -> new AtomicInteger());
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = Json.LENIENT.readTree(exchange.getRequestBody());
        ArrayNode replies = Json.LENIENT.createArrayNode();
        try {
            for (JsonNode call : request.isArray() ? request : List.of(request)) {
                replies.add(reply(call));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        byte[] body = Json.LENIENT.writeValueAsBytes(request.isArray() ? replies : replies.get(0));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode reply(JsonNode call) throws IOException, InterruptedException {
        String method = call.path("method").asString("");
        counter(method).incrementAndGet();
        String written = instead.get(method);
        if (written != null) {
            ObjectNode reply = (ObjectNode) Json.LENIENT.readTree(written);
            reply.put("jsonrpc", "2.0").set("id", call.path("id"));
            return reply;
        }
        HttpRequest forward = HttpRequest.newBuilder(node.httpUrl())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call.toString()))
                .build();
        ObjectNode reply = (ObjectNode) Json.LENIENT.readTree(
                http.send(forward, HttpResponse.BodyHandlers.ofString()).body());
        boolean tag = StreamSupport.stream(call.path("params").spliterator(), false)
                .anyMatch(parameter -> parameter.asString("").equals("finalized"));
        if (tag) {
            reply.set("result", finalized.apply(reply.path("result")));
        }
        return reply;
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
