package io.dapp.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Ports;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeWebSocketTest {
    private final int gatewayPort = Ports.free();
    private final int port = Ports.free();
    private final CountDownLatch secondEvent = new CountDownLatch(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private Undertow gateway;
    private Edge edge;

    @BeforeEach
    void start() {
        gateway = Undertow.builder()
                .addHttpListener(gatewayPort, "127.0.0.1")
                .setHandler(Handlers.path()
                        .addExactPath("/connection/websocket", Handlers.websocket((exchange, channel) -> {
                            channel.getReceiveSetter().set(new Echo());
                            channel.resumeReceives();
                        }))
                        .addExactPath("/api/notifications/stream", new BlockingHandler(exchange -> {
                            exchange.getOutputStream().write("data: 1\n".getBytes(StandardCharsets.UTF_8));
                            exchange.getOutputStream().flush();
                            assertThat(secondEvent.await(20, TimeUnit.SECONDS)).isTrue();
                            exchange.getOutputStream().write("data: 2\n".getBytes(StandardCharsets.UTF_8));
                        })))
                .build();
        gateway.start();
        URI target = URI.create("http://127.0.0.1:" + gatewayPort);
        edge = Edge.start(
                new EdgeSettings(
                        port,
                        Map.of("auth", target, "transaction", target, "resource", target, "notification", target),
                        Set.of(),
                        new EdgeLimits(1_000, Duration.ofMillis(500), 100)),
                new LocalChain(target, 6),
                List::of);
    }

    @AfterEach
    void stop() {
        edge.close();
        gateway.stop();
    }

    @Test
    void aWebSocketGoesThroughBothWays() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/connection/websocket"), new Collect(received))
                .get(10, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void anEventStreamIsPassedOnAtOnceAndOutlivesTheLimitOfOrdinaryRequests() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/notifications/stream"))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: 1");
            secondEvent.countDown();
            assertThat(lines.readLine()).isEqualTo("data: 2");
        }
    }

    private static final class Echo extends AbstractReceiveListener {
        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            WebSockets.sendText(message.getData(), channel, null);
        }
    }

    private record Collect(BlockingQueue<String> received) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return null;
        }
    }
}
