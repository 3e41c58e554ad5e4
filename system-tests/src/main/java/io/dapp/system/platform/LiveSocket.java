package io.dapp.system.platform;

import io.dapp.local.infra.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client of the gateway in Centrifugo's JSON protocol: connects with a token and keeps what is pushed. */
public final class LiveSocket implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int ANSWER_SECONDS = 45;

    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private final AtomicInteger commands = new AtomicInteger();
    private final List<JsonNode> publications = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final JsonNode welcome;

    private LiveSocket(URI gateway, String connect) {
        URI url = URI.create("ws://" + gateway.getAuthority() + "/connection/websocket");
        this.socket = HTTP.newWebSocketBuilder()
                .buildAsync(url, new Lines())
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
        try {
            this.welcome = ask("connect", connect);
        } catch (RuntimeException notAnswered) {
            socket.abort();
            throw notAnswered;
        }
    }

    /** Connects and waits for the gateway's reply. */
    public static LiveSocket connect(URI gateway, String token) {
        return accepted(new LiveSocket(gateway, "{\"token\":\"" + token + "\"}"));
    }

    /** Comes back with a position of a channel. */
    static LiveSocket recover(URI gateway, String token, String channel, String epoch, long offset) {
        return accepted(new LiveSocket(
                gateway,
                "{\"token\":\"%s\",\"subs\":{\"%s\":{\"recover\":true,\"epoch\":\"%s\",\"offset\":%d}}}"
                        .formatted(token, channel, epoch, offset)));
    }

    private static LiveSocket accepted(LiveSocket live) {
        if (!live.welcome.has("connect")) {
            live.close();
            throw new AssertionError("not connected: " + live.welcome);
        }
        return live;
    }

    /** Sends a command and waits for its reply. */
    public JsonNode ask(String command, String body) {
        int id = commands.incrementAndGet();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        send("{\"id\":" + id + ",\"" + command + "\":" + body + "}");
        return reply.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }

    /** What the reply to the connect says of a channel. */
    JsonNode subscription(String channel) {
        return welcome.path("connect").path("subs").path(channel);
    }

    /** Every publication so far, with its offset. */
    List<JsonNode> publications() {
        return publications;
    }

    /** The types of the events about a payment, in the order they came. */
    public List<String> told(String transactionId) {
        return publications.stream()
                .map(publication -> publication.path("data"))
                .filter(event ->
                        event.path("data").path("transaction_id").asString("").equals(transactionId))
                .map(event -> event.path("type").asString(""))
                .toList();
    }

    /** What the events of this type say, in the order they came. */
    public List<JsonNode> events(String type) {
        return publications.stream()
                .map(publication -> publication.path("data"))
                .filter(event -> event.path("type").asString("").equals(type))
                .map(event -> event.path("data"))
                .toList();
    }

    /** Waits until an event of this type came for the payment. */
    public void awaits(String type, String transactionId, Duration limit) {
        if (!Waiting.until(limit, () -> told(transactionId).contains(type))) {
            throw new AssertionError("no " + type + " within " + limit + ", but " + told(transactionId));
        }
    }

    /** The code with which it was closed within {@code limit}; null when it is open still. */
    public @Nullable Integer closedWithin(Duration limit) {
        return closed.copy()
                .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private synchronized void send(String line) {
        socket.sendText(line, true).orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }

    private void line(WebSocket from, String line) {
        JsonNode message = Api.JSON.readTree(line);
        CompletableFuture<JsonNode> reply = replies.remove(message.path("id").asInt(0));
        if (message.isEmpty()) {
            // A ping; the pong may not wait for this listener's own thread.
            var _ = from.sendText("{}", true);
        } else if (reply != null) {
            message.path("connect")
                    .path("subs")
                    .forEach(channel -> channel.path("publications").forEach(publications::add));
            reply.complete(message);
        } else if (message.path("push").has("pub")) {
            publications.add(message.path("push").path("pub"));
        }
    }

    private void ended(int code) {
        closed.complete(code);
        replies.values().forEach(reply -> reply.completeExceptionally(new IllegalStateException("closed: " + code)));
    }

    private final class Lines implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                frame.toString().lines().filter(text -> !text.isBlank()).forEach(text -> line(webSocket, text));
                frame.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            ended(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            ended(1006);
        }
    }
}
