package io.dapp.system.platform;

import io.dapp.local.infra.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A client of the gateway in Centrifugo's JSON protocol: connects with a token and keeps what is pushed. */
public final class LiveSocket implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final CompletableFuture<JsonNode> connected = new CompletableFuture<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    private LiveSocket(URI gateway, String token) {
        URI url = URI.create("ws://" + gateway.getAuthority() + "/connection/websocket");
        this.socket = HTTP.newWebSocketBuilder()
                .buildAsync(url, new Lines())
                .orTimeout(45, TimeUnit.SECONDS)
                .join();
        send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
    }

    /** Connects and waits for the gateway's reply. */
    public static LiveSocket connect(URI gateway, String token) {
        LiveSocket live = new LiveSocket(gateway, token);
        JsonNode reply = live.connected.orTimeout(45, TimeUnit.SECONDS).join();
        if (!reply.has("connect")) {
            throw new AssertionError("not connected: " + reply);
        }
        return live;
    }

    /** The types of the events about a payment, in the order they came. */
    public List<String> told(String transactionId) {
        return events.stream()
                .filter(event ->
                        event.path("data").path("transaction_id").asString("").equals(transactionId))
                .map(event -> event.path("type").asString(""))
                .toList();
    }

    /** Waits until an event of this type came for the payment. */
    public void awaits(String type, String transactionId, Duration limit) {
        if (!Waiting.until(limit, () -> told(transactionId).contains(type))) {
            throw new AssertionError("no " + type + " within " + limit + ", but " + told(transactionId));
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private synchronized void send(String line) {
        socket.sendText(line, true).orTimeout(45, TimeUnit.SECONDS).join();
    }

    private void line(String line) {
        JsonNode message = Api.JSON.readTree(line);
        if (message.isEmpty()) {
            // A ping; the pong may not wait for this listener's own thread.
            var _ = socket.sendText("{}", true);
        } else if (message.path("id").asInt(0) == 1) {
            connected.complete(message);
        } else if (message.path("push").has("pub")) {
            events.add(message.path("push").path("pub").path("data"));
        }
    }

    private final class Lines implements WebSocket.Listener {
        private final StringBuilder frame = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                frame.toString().lines().filter(text -> !text.isBlank()).forEach(LiveSocket.this::line);
                frame.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            connected.completeExceptionally(error);
        }
    }
}
