package io.dapp.chain;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node whose answers a test writes: anvil does not lie. What is not written is null. */
final class ScriptedNode implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, String> members = new ConcurrentHashMap<>();
    private final Set<String> leftOut = ConcurrentHashMap.newKeySet();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private volatile @Nullable String batchRefusal;

    ScriptedNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", exchange -> {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            List<String> replies = new ArrayList<>();
            (request.isArray() ? request : List.of(request)).forEach(one -> {
                String reply = reply(one);
                if (!leftOut.contains(one.path("method").stringValue())) {
                    replies.add(reply);
                }
            });
            String refusal = batchRefusal;
            byte[] body = (!request.isArray()
                            ? replies.getFirst()
                            : refusal != null ? refusal : "[" + String.join(",", replies) + "]")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    /** One that is of the tests' chain and stands at block 1. */
    static ScriptedNode ofChain() {
        ScriptedNode node = new ScriptedNode();
        node.answer("eth_chainId", "\"0x7a69\"");
        node.answer("eth_getBlockByNumber", """
                {"number":"0x1","hash":"0x%s","parentHash":"0x%s","timestamp":"0x1","transactions":[]}\
                """.formatted("01".repeat(32), "00".repeat(32)));
        return node;
    }

    /** How long the method's answers take from now on. */
    void delay(String method, Duration by) {
        delays.put(method, by);
    }

    /** What the method answers from now on is no JSON-RPC. */
    void garble(String method) {
        members.put(method, "garbled");
    }

    /** One error is the answer to every batch from now on. */
    void refuseBatches(int code, String message) {
        batchRefusal =
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":%d,\"message\":\"%s\"}}".formatted(code, message);
    }

    /** How often the method was called. */
    int asked(String method) {
        return (int) asked.stream().filter(method::equals).count();
    }

    /** What the method answers from now on: JSON. */
    void answer(String method, String result) {
        members.put(method, "\"result\":" + result);
    }

    void fail(String method, int code, String message) {
        members.put(method, "\"error\":{\"code\":%d,\"message\":\"%s\"}".formatted(code, message));
    }

    /** Batches have no answer to the method from now on. */
    void leaveOut(String method) {
        leftOut.add(method);
    }

    /** The methods that were called. */
    List<String> asked() {
        return asked;
    }

    Node node() {
        return new Node(
                "test",
                url(),
                TestChains.ofNodes("http://127.0.0.1:1"),
                new SimpleMeterRegistry(),
                NodeOutcomes.IGNORED);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String reply(JsonNode call) {
        String method = call.path("method").stringValue();
        asked.add(method);
        try {
            closed.await(delays.getOrDefault(method, Duration.ZERO).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String member = members.getOrDefault(method, "\"result\":null");
        return "{\"jsonrpc\":\"2.0\",\"id\":" + call.path("id") + "," + member + "}";
    }

    @Override
    public void close() {
        if (closed.getCount() == 0) {
            return;
        }
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
