package io.dapp.system.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.testing.TestNode;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WebSocketFaultTest {
    private final TestNode node = TestNode.start();
    private final JsonRpcFaultProxy proxy = JsonRpcFaultProxy.before(node.httpUrl(), node.wsUrl());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Client client = new Client();
    private final WebSocket socket =
            http.newWebSocketBuilder().buildAsync(proxy.wsUrl(), client).join();

    @AfterEach
    void stop() {
        socket.abort();
        http.shutdownNow();
        proxy.close();
        node.close();
    }

    @Test
    void newHeadsComeThroughAfterTheirSubscriptionIsAnswered() throws Exception {
        String subscription = subscribe();
        node.mine(1);
        JsonNode head = client.next();
        assertThat(head.at("/params/subscription").asString()).isEqualTo(subscription);
        assertThat(head.at("/params/result/number").asString()).isEqualTo("0x1");
        assertThat(proxy.calls().count("eth_subscribe")).isEqualTo(1);
    }

    @Test
    void callsGoThroughTheSameFaults() throws Exception {
        proxy.on("eth_blockNumber").first(1).fail(-32000, "no");
        send("eth_blockNumber", "");
        assertThat(client.next().at("/error/message").asString()).isEqualTo("no");
        send("eth_blockNumber", "");
        assertThat(client.next().path("result").asString()).isEqualTo("0x0");
    }

    @Test
    void aSubscriptionCanBeRefusedByANodeThatOffersNone() throws Exception {
        proxy.on("eth_subscribe").fail(-32601, "notifications not supported");
        send("eth_subscribe", "\"newHeads\"");
        assertThat(client.next().path("error").path("code").asInt()).isEqualTo(-32601);
    }

    @Test
    void aLaggingNodeTellsOfOlderHeads() throws Exception {
        node.mine(3);
        subscribe();
        proxy.lagBehind(2);
        node.mine(1);
        assertThat(client.next().at("/params/result/number").asString()).isEqualTo("0x2");
    }

    @Test
    void silentSubscriptionsTellOfNoHeadUntilTheyMayAgain() throws Exception {
        subscribe();
        proxy.silenceHeads(true);
        node.mine(1);
        assertThat(Waiting.until(Duration.ofSeconds(10), () -> proxy.headsKeptBack() == 1))
                .isTrue();
        proxy.silenceHeads(false);
        node.mine(1);
        assertThat(client.next().at("/params/result/number").asString()).isEqualTo("0x2");
    }

    @Test
    void aDroppedCallEndsTheConnection() throws Exception {
        proxy.on("eth_blockNumber").dropCall();
        send("eth_blockNumber", "");
        client.ended.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aNodeThatGoesAwayEndsTheConnection() throws Exception {
        subscribe();
        proxy.refuseConnections();
        client.ended.get(10, TimeUnit.SECONDS);
    }

    private String subscribe() throws InterruptedException {
        send("eth_subscribe", "\"newHeads\"");
        return client.next().path("result").asString();
    }

    private void send(String method, String params) {
        socket.sendText(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":[%s]}".formatted(method, params),
                        true)
                .join();
    }

    private static final class Client implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        JsonNode next() throws InterruptedException {
            JsonNode message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message within 10 s").isNotNull();
            return message;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(RpcCall.JSON.readTree(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            ended.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            ended.complete(null);
        }
    }
}
