package io.dapp.local.command;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A WebSocket on the gateway: connect, subscribe, and what is pushed, with the time it came. */
final class LiveUpdates implements WebSocket.Listener, AutoCloseable {
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(10);

    /** One message and when it came, by {@link System#nanoTime()}. */
    record Received(JsonNode message, long at) {}

    private final BlockingQueue<Received> pushes = new LinkedBlockingQueue<>();
    private final BlockingQueue<Received> replies = new LinkedBlockingQueue<>();
    private final StringBuilder frame = new StringBuilder();
    private final WebSocket socket;
    private volatile @Nullable String closed;

    LiveUpdates(HttpClient http, URI url) {
        try {
            this.socket = http.newWebSocketBuilder()
                    .connectTimeout(REPLY_WITHIN)
                    .subprotocols("centrifuge-json")
                    .buildAsync(url, this)
                    .join();
        } catch (CompletionException e) {
            throw new DemoFailedException("the WebSocket " + url + " could not be opened: " + e.getCause());
        }
    }

    /** Sends one command and returns its reply. */
    JsonNode command(int id, String method, Map<String, ?> body) {
        socket.sendText(ApiClient.JSON.writeValueAsString(Map.of("id", id, method, body)), true)
                .join();
        JsonNode reply = take(replies, REPLY_WITHIN).message();
        if (!reply.has(method)) {
            throw new DemoFailedException("the WebSocket refused " + method + ": " + reply);
        }
        return reply.get(method);
    }

    /** The next push: channel and publication. */
    Received next(Duration limit) {
        return take(pushes, limit);
    }

    private Received take(BlockingQueue<Received> queue, Duration limit) {
        try {
            Received received = queue.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (received == null) {
                String why = closed;
                throw new DemoFailedException(
                        why == null
                                ? "nothing came on the WebSocket for " + limit.toSeconds() + " s"
                                : "the WebSocket was closed: " + why);
            }
            return received;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted");
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        long now = System.nanoTime();
        frame.append(data);
        CompletionStage<?> answered = CompletableFuture.completedStage(null);
        if (last) {
            String text = frame.toString();
            frame.setLength(0);
            for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
                answered = received(webSocket, line, now);
            }
        }
        webSocket.request(1);
        return answered;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed = code + " " + reason;
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed = error.toString();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private CompletionStage<?> received(WebSocket webSocket, String line, long now) {
        try {
            JsonNode message = ApiClient.JSON.readTree(line);
            if (message.isEmpty()) {
                return webSocket.sendText("{}", true);
            }
            (message.has("push") ? pushes : replies).add(new Received(message, now));
        } catch (JacksonException e) {
            closed = "a message that is not JSON: " + line;
        }
        return CompletableFuture.completedStage(null);
    }
}
