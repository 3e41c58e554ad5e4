package io.dapp.system.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Stands in front of a node. Everything goes through, but for the faults set per method, and with {@link #gethPool()} raw
 * transactions meet the pool geth has instead of anvil's, which tolerates any disorder.
 */
public final class JsonRpcFaultProxy implements AutoCloseable {
    private static final String SEND = "eth_sendRawTransaction";

    private final URI node;
    private final HttpFront front;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Map<String, ConcurrentLinkedQueue<Planned>> faults = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile @Nullable GethPool pool;

    private JsonRpcFaultProxy(URI node) throws IOException {
        this.node = node;
        this.front = new HttpFront(node, this::answer);
    }

    private record Planned(Fault fault, AtomicInteger left) {}

    public static JsonRpcFaultProxy inFrontOf(URI node) throws IOException {
        return new JsonRpcFaultProxy(node);
    }

    public URI httpUrl() {
        return URI.create("http://127.0.0.1:" + front.port());
    }

    public URI wsUrl() {
        return URI.create("ws://127.0.0.1:" + front.port());
    }

    /** Does this to every call of {@code method} until {@link #heal()}; faults of one method come in their order. */
    public <T extends Fault> T always(String method, T fault) {
        return times(Integer.MAX_VALUE, method, fault);
    }

    public <T extends Fault> T times(int times, String method, T fault) {
        faults.computeIfAbsent(method, _ -> new ConcurrentLinkedQueue<>())
                .add(new Planned(fault, new AtomicInteger(times)));
        return fault;
    }

    /** Ends every fault and the node's absence; what is held goes on. */
    public void heal() {
        front.away(false);
        faults.values().stream().flatMap(ConcurrentLinkedQueue::stream).forEach(planned -> {
            if (planned.fault() instanceof Fault.Hold hold) {
                hold.release();
            }
        });
        faults.clear();
    }

    /** Nobody is there: every connection is closed, WebSockets too. */
    public void away() {
        front.away(true);
    }

    /** From now on raw transactions meet a pool like geth's; it starts empty. */
    public GethPool gethPool() {
        GethPool started = new GethPool(this::upstream);
        pool = started;
        return started;
    }

    /** From now on raw transactions go through again. */
    public void anyPool() {
        pool = null;
    }

    /** Calls of {@code method} that came, members of batches one by one. */
    public long count(String method) {
        LongAdder count = counts.get(method);
        return count == null ? 0 : count.sum();
    }

    public void forgetCounts() {
        counts.clear();
    }

    @Override
    public void close() {
        heal();
        front.close();
        http.close();
    }

    private byte[] answer(byte[] body) throws IOException, InterruptedException {
        JsonNode request = RpcCall.JSON.readTree(body);
        if (!request.isArray()) {
            return RpcCall.JSON.writeValueAsBytes(answer(RpcCall.of(request)));
        }
        List<RpcCall> calls = new ArrayList<>();
        request.forEach(member -> calls.add(RpcCall.of(member)));
        if (calls.stream().noneMatch(this::needsCare)) {
            calls.forEach(this::counted);
            return forward(request);
        }
        ArrayNode answers = RpcCall.JSON.createArrayNode();
        for (RpcCall call : calls) {
            answers.add(answer(call));
        }
        return RpcCall.JSON.writeValueAsBytes(answers);
    }

    private boolean needsCare(RpcCall call) {
        return faults.containsKey(call.method())
                || (pool != null && call.method().equals(SEND));
    }

    private JsonNode answer(RpcCall call) throws IOException, InterruptedException {
        counted(call);
        return switch (next(call.method())) {
            case null -> pass(call);
            case Fault.Delay(Duration by) -> {
                Thread.sleep(by);
                yield pass(call);
            }
            case Fault.Answer(RpcError error) -> call.error(error);
            case Fault.Lie(Object result) -> call.result(result);
            case Fault.DropAnswer() -> {
                pass(call);
                throw new NoAnswerException("answer dropped");
            }
            case Fault.Refuse() -> throw new NoAnswerException("refused");
            case Fault.Hold hold -> {
                hold.pass();
                yield pass(call);
            }
        };
    }

    private @Nullable Fault next(String method) {
        ConcurrentLinkedQueue<Planned> planned = faults.get(method);
        while (planned != null && planned.peek() != null) {
            Planned first = planned.peek();
            if (first.left().getAndDecrement() > 0) {
                return first.fault();
            }
            planned.remove(first);
        }
        return null;
    }

    private JsonNode pass(RpcCall call) throws IOException, InterruptedException {
        GethPool geth = pool;
        if (geth != null && call.method().equals(SEND)) {
            return geth.send(call);
        }
        return RpcCall.JSON.readTree(forward(call.whole()));
    }

    private JsonNode upstream(String method, Object... parameters) throws IOException, InterruptedException {
        return RpcCall.JSON.readTree(forward(RpcCall.JSON.valueToTree(
                Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(parameters)))));
    }

    private byte[] forward(JsonNode request) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(node)
                                .timeout(Duration.ofSeconds(30))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(RpcCall.JSON.writeValueAsBytes(request)))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private void counted(RpcCall call) {
        counts.computeIfAbsent(call.method(), _ -> new LongAdder()).increment();
    }
}
