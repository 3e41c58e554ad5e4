package io.dapp.chain;

import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One subscription to {@code newHeads} over one WebSocket. It ends once, by itself or by {@link #close()}; a new one is
 * made then. (web3j's WebSocketService neither pings nor tells that its connection is lost, so it is not used.)
 */
final class HeadFeed extends WebSocketListener implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";

    private enum State {
        CONNECTING,
        LIVE,
        ENDED
    }

    private final Consumer<BlockHeader> onHead;
    private final Runnable onChange;
    private volatile State state = State.CONNECTING;
    private @Nullable WebSocket socket;

    private HeadFeed(Consumer<BlockHeader> onHead, Runnable onChange) {
        this.onHead = onHead;
        this.onChange = onChange;
    }

    /** @param onChange told when it has become live and when it has ended */
    static HeadFeed open(OkHttpClient http, String url, Consumer<BlockHeader> onHead, Runnable onChange) {
        HeadFeed feed = new HeadFeed(onHead, onChange);
        feed.socket = http.newWebSocket(new Request.Builder().url(url).build(), feed);
        return feed;
    }

    boolean live() {
        return state == State.LIVE;
    }

    boolean ended() {
        return state == State.ENDED;
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
        webSocket.send(SUBSCRIBE);
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
        try {
            JsonNode message = JSON.readTree(text);
            if (message.path("method").asString("").equals("eth_subscription")) {
                onHead.accept(Answers.header(message.path("params").path("result")));
            } else if (message.path("id").asInt(0) == 1) {
                if (message.hasNonNull("result")) {
                    state = State.LIVE;
                    onChange.run();
                } else {
                    end(webSocket);
                }
            }
        } catch (JacksonException | IllegalArgumentException | ArithmeticException notAHead) {
            end(webSocket);
        }
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        end(webSocket);
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, @Nullable Response response) {
        end(webSocket);
    }

    private void end(WebSocket webSocket) {
        boolean first = state != State.ENDED;
        state = State.ENDED;
        webSocket.cancel();
        if (first) {
            onChange.run();
        }
    }

    @Override
    public void close() {
        state = State.ENDED;
        WebSocket open = socket;
        if (open != null) {
            open.cancel();
        }
    }
}
