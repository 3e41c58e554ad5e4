package io.dapp.notification.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket that says and hears lines, and nothing by itself. */
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final boolean reading;
    private final WebSocket socket;

    private RawClient(URI uri, boolean reading, String... subprotocols) {
        this.reading = reading;
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (subprotocols.length > 0) {
            builder.subprotocols(subprotocols[0]);
        }
        this.socket = builder.buildAsync(uri, new Listener()).join();
    }

    public static RawClient open(Gateway gateway, String... subprotocols) {
        return new RawClient(gateway.socketUri(), true, subprotocols);
    }

    /** Reads nothing until {@link #read()}. */
    public static RawClient openWithoutReading(Gateway gateway) {
        return new RawClient(gateway.socketUri(), false);
    }

    /** Connected, with the reply still to be heard. */
    public static RawClient connect(Gateway gateway, String token) {
        return open(gateway).say("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
    }

    /** Connected with a position in {@code channel}, with the reply still to be heard. */
    public static RawClient recover(Gateway gateway, String token, String channel, String epoch, long offset) {
        return open(gateway)
                .say("{\"id\":1,\"connect\":{\"token\":\"" + token + "\",\"subs\":{\"" + channel
                        + "\":{\"recover\":true,\"epoch\":\"" + epoch + "\",\"offset\":" + offset + "}}}}");
    }

    public RawClient say(String frame) {
        socket.sendText(frame, true).join();
        return this;
    }

    public RawClient sayPart(String part, boolean last) {
        socket.sendText(part, last).join();
        return this;
    }

    /** The next line; "closed CODE reason" when that is next. */
    public String hear() {
        try {
            String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new AssertionError("nothing heard for " + PATIENCE);
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public List<String> hear(int count) {
        var heard = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            heard.add(hear());
        }
        return heard;
    }

    /** What has been heard and not yet asked for. */
    public List<String> heard() {
        var heard = new ArrayList<String>();
        lines.drainTo(heard);
        return heard;
    }

    public String subprotocol() {
        return socket.getSubprotocol();
    }

    /** Reads everything from now on. */
    public void read() {
        socket.request(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            if (reading) {
                opened.request(Long.MAX_VALUE);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            partial.append(text);
            if (last) {
                lines.addAll(List.of(partial.toString().split("\n", -1)));
                partial.setLength(0);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            lines.add("closed " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            lines.add("failed " + failure);
        }
    }

    /** UTF-8 length, as frames are measured. */
    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
