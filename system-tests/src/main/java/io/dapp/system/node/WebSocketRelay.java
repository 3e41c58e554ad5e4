package io.dapp.system.node;

import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One client's WebSocket. Its calls go through the faults like those over HTTP; its subscriptions live on a connection of
 * its own to the real node, whose notifications are handed on.
 */
final class WebSocketRelay implements WebSocket.Listener {
    private final Exchange exchange;
    private final Upstream upstream;
    private final HeadLag lag;
    private final Executor executor;
    private final Sinks.Many<String> toClient = Sinks.many().unicast().onBackpressureBuffer();
    private final ReentrantLock emitting = new ReentrantLock();
    private final ReentrantLock subscribing = new ReentrantLock();
    private final CompletableFuture<WebSocket> toNode;
    private final StringBuilder text = new StringBuilder();

    /** Subscriptions that the client has been told of. */
    private final Set<String> told = new HashSet<>();

    /** Notifications that came before the client was told of their subscription. */
    private final Map<String, List<String>> early = new HashMap<>();

    private volatile CompletableFuture<JsonNode> answer = new CompletableFuture<>();

    WebSocketRelay(Exchange exchange, Upstream upstream, HeadLag lag, Executor executor) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.lag = lag;
        this.executor = executor;
        this.toNode = upstream.connect(this);
        var _ = toNode.whenComplete((socket, nodeAway) -> {
            if (nodeAway != null) {
                end();
            }
        });
    }

    /** What the client receives; completes when the connection is to end. */
    Flux<String> outbound() {
        return toClient.asFlux();
    }

    void inbound(String message) {
        executor.execute(() -> {
            switch (exchange.handle(RpcCall.JSON.readTree(message), this::forward)) {
                case Reply.Answer(String reply) -> answered(reply);
                case Reply.Status status -> end();
                case Reply.Cut cut -> end();
            }
        });
    }

    private JsonNode forward(JsonNode call) {
        String method = call.path("method").asString("");
        return method.equals("eth_subscribe") || method.equals("eth_unsubscribe")
                ? overSocket(call)
                : upstream.forward(call);
    }

    private JsonNode overSocket(JsonNode call) {
        subscribing.lock();
        try {
            answer = new CompletableFuture<>();
            toNode.join().sendText(call.toString(), true).join();
            return answer.join();
        } finally {
            subscribing.unlock();
        }
    }

    private void answered(String reply) {
        JsonNode result = RpcCall.JSON.readTree(reply).path("result");
        emitting.lock();
        try {
            toClient.tryEmitNext(reply);
            if (result.isString() && told.add(result.asString())) {
                early.getOrDefault(result.asString(), List.of()).forEach(toClient::tryEmitNext);
            }
        } finally {
            emitting.unlock();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            JsonNode message = RpcCall.JSON.readTree(text.toString());
            text.setLength(0);
            if (message.has("method")) {
                notified((ObjectNode) message);
            } else {
                answer.complete(message);
            }
        }
        socket.request(1);
        return null;
    }

    private void notified(ObjectNode message) {
        ObjectNode params = (ObjectNode) message.path("params");
        if (params.path("result").has("parentHash")) {
            JsonNode header = lag.header(params.path("result"));
            if (header == null) {
                return;
            }
            params.set("result", header);
        }
        String subscription = params.path("subscription").asString("");
        emitting.lock();
        try {
            if (told.contains(subscription)) {
                toClient.tryEmitNext(message.toString());
            } else {
                early.computeIfAbsent(subscription, id -> new ArrayList<>()).add(message.toString());
            }
        } finally {
            emitting.unlock();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        end();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        end();
    }

    void end() {
        emitting.lock();
        try {
            toClient.tryEmitComplete();
        } finally {
            emitting.unlock();
        }
        var _ = toNode.thenAccept(WebSocket::abort);
    }
}
