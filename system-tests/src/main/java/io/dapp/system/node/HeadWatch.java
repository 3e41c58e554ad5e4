package io.dapp.system.node;

import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The proxy's own subscription to the real node's heads; renewed when the node was away. */
final class HeadWatch implements AutoCloseable {
    private static final String SUBSCRIBE = """
            {"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}""";
    private static final long RETRY_MILLIS = 50;

    private final Upstream upstream;
    private final LongConsumer onHead;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("proxy-heads").factory());
    private volatile long head;
    private volatile boolean closed;

    HeadWatch(Upstream upstream, LongConsumer onHead) {
        this.upstream = upstream;
        this.head = upstream.quantity("eth_blockNumber").longValueExact();
        this.onHead = onHead;
        connect();
    }

    long head() {
        return head;
    }

    private void connect() {
        var _ = upstream.connect(new Listener()).whenComplete((socket, failure) -> {
            if (failure != null) {
                again();
            } else {
                var _ = socket.sendText(SUBSCRIBE, true);
            }
        });
    }

    private void again() {
        if (!closed) {
            var _ = scheduler.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        closed = true;
        scheduler.shutdownNow();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode number = RpcCall.JSON.readTree(text.toString()).at("/params/result/number");
                text.setLength(0);
                if (number.isString()) {
                    head = Upstream.number(number).longValueExact();
                    scheduler.execute(() -> onHead.accept(head));
                }
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            again();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            again();
        }
    }
}
