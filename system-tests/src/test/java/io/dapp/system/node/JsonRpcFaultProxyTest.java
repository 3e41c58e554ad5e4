package io.dapp.system.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.JsonRpc;
import io.dapp.local.infra.Waiting;
import io.dapp.testing.TestNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

class JsonRpcFaultProxyTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final TestNode node = TestNode.start();
    private final JsonRpcFaultProxy proxy = JsonRpcFaultProxy.before(node.httpUrl(), node.wsUrl());
    private final JsonRpc rpc = new JsonRpc(proxy.httpUrl());
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestSender sender = new TestSender();

    @AfterEach
    void stop() {
        http.close();
        proxy.close();
        node.close();
    }

    @Test
    void toldNothingItHandsCallsOnAndCountsThemByMethodAndBlock() throws Exception {
        rpc.call("eth_blockNumber");
        JsonNode batch = post("""
                [{"jsonrpc":"2.0","id":"a","method":"eth_chainId","params":[]},
                 {"jsonrpc":"2.0","id":"b","method":"eth_blockNumber","params":[]}]""");

        assertThat(batch.valueStream().map(answer -> answer.path("id").asString()))
                .containsExactly("a", "b");
        assertThat(batch.get(0).path("result").asString()).isEqualTo("0x7a69");
        assertThat(proxy.calls().byMethod()).containsOnly(entry("eth_blockNumber", 2), entry("eth_chainId", 1));
        assertThat(proxy.calls().messages()).isEqualTo(2);
        assertThat(proxy.calls().byBlock().get(0L)).containsEntry("eth_blockNumber", 2L);
    }

    @Test
    void recordsRawTransactionsInOrderOfArrival() {
        node.fund(sender.address(), TestSender.ETHER);
        node.mineByHand();
        send(1);
        send(0);
        send(0);
        assertThat(proxy.calls().rawTransactions())
                .extracting(SignedTransaction::nonce)
                .containsExactly(1L, 0L, 0L);
        assertThat(proxy.calls().rawTransactions().getFirst().from()).isEqualTo(sender.address());
    }

    @Test
    void aHeldCallReachesTheNodeOnlyWhenReleased() {
        node.fund(sender.address(), TestSender.ETHER);
        Fault held = proxy.on("eth_sendRawTransaction").first(1).hold();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(0));
        held.awaitHits(1, SOON);
        assertThat(node.blockNumber()).isZero();
        held.release();
        sending.join();
        awaitFirstBlock();
    }

    @Test
    void aDiscardedCallNeverReachesTheNode() {
        node.fund(sender.address(), TestSender.ETHER);
        Fault held = proxy.on("eth_sendRawTransaction").hold();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(0));
        held.awaitHits(1, SOON);
        held.discard();
        assertThatThrownBy(sending::join).isInstanceOf(CompletionException.class);
        assertThat(node.blockNumber()).isZero();
        send(0);
        awaitFirstBlock();
    }

    @Test
    void aHeldAnswerKeepsTheCallerWaitingThoughTheNodeHasActed() {
        node.fund(sender.address(), TestSender.ETHER);
        Fault held = proxy.on("eth_sendRawTransaction").holdAnswer();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(0));
        assertThat(Waiting.until(SOON, () -> node.blockNumber() == 1)).isTrue();
        assertThat(sending).isNotDone();
        held.discard();
        assertThatThrownBy(sending::join).isInstanceOf(CompletionException.class);
    }

    @Test
    void aDelayEndsWithItsTimeOrItsFault() {
        proxy.on("eth_chainId").nth(1).delay(Duration.ofMillis(30));
        Fault endless = proxy.on("eth_chainId").nth(1).delay(Duration.ofHours(1));
        rpc.call("eth_chainId");
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> rpc.call("eth_chainId"));
        endless.awaitHits(1, SOON);
        endless.release();
        waiting.join();
    }

    @Test
    void failsTheNthCallWithAnError() {
        proxy.on("eth_blockNumber").nth(2).fail(-32005, "daily request count exceeded");
        rpc.call("eth_blockNumber");
        assertThatThrownBy(() -> rpc.call("eth_blockNumber")).hasMessageContaining("daily request count exceeded");
        rpc.call("eth_blockNumber");
    }

    @Test
    void failsOnlyCallsWithTheseParameters() {
        proxy.on("eth_getBalance")
                .where(call -> sender.address().equals(call.text(0)))
                .fail(-32000, "missing trie node");
        rpc.call("eth_getBalance", "0x0000000000000000000000000000000000000001", "latest");
        assertThatThrownBy(() -> rpc.call("eth_getBalance", sender.address(), "latest"))
                .hasMessageContaining("missing trie node");
    }

    @Test
    void failsOneMemberOfABatch() throws Exception {
        proxy.on("eth_chainId").fail(-32000, "no");
        JsonNode batch = post("""
                [{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]},
                 {"jsonrpc":"2.0","id":2,"method":"eth_blockNumber","params":[]}]""");
        assertThat(batch.get(0).path("error").path("message").asString()).isEqualTo("no");
        assertThat(batch.get(1).path("result").asString()).isEqualTo("0x0");
    }

    @Test
    void answersWithAnHttpStatus() throws Exception {
        proxy.onAny().first(1).failHttp(429);
        assertThat(exchange("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\"}")
                        .statusCode())
                .isEqualTo(429);
        rpc.call("eth_chainId");
    }

    @Test
    void cutsTheConnectionBeforeOrAfterTheNodeActs() {
        node.fund(sender.address(), TestSender.ETHER);
        proxy.on("eth_sendRawTransaction").nth(1).dropCall();
        assertThatThrownBy(() -> send(0)).isInstanceOf(InfrastructureException.class);
        assertThat(node.blockNumber()).isZero();

        proxy.on("eth_sendRawTransaction").nth(1).dropAnswer();
        assertThatThrownBy(() -> send(0)).isInstanceOf(InfrastructureException.class);
        awaitFirstBlock();
    }

    @Test
    void liesAboutResults() {
        proxy.on("eth_getBlockByNumber").first(1).answerNull();
        proxy.on("eth_blockNumber").first(1).change(number -> StringNode.valueOf("0xff"));
        assertThat(rpc.call("eth_getBlockByNumber", "0x0", false).isNull()).isTrue();
        assertThat(rpc.call("eth_blockNumber").asString()).isEqualTo("0xff");
        assertThat(rpc.call("eth_blockNumber").asString()).isEqualTo("0x0");
    }

    @Test
    void claimsAnotherChain() {
        proxy.claimChain(5L);
        assertThat(rpc.call("eth_chainId").asString()).isEqualTo("0x5");
        assertThat(rpc.call("net_version").asString()).isEqualTo("5");
        proxy.claimChain(null);
        assertThat(rpc.call("eth_chainId").asString()).isEqualTo("0x7a69");
    }

    @Test
    void aLaggingHeadHidesWhatIsNewer() {
        node.fund(sender.address(), TestSender.ETHER);
        node.mine(5);
        String hash = send(0);
        String newest = node.rpc()
                .call("eth_getBlockByNumber", "latest", false)
                .path("hash")
                .asString();
        proxy.lagBehind(2);
        assertThat(rpc.call("eth_blockNumber").asString()).isEqualTo("0x4");
        assertThat(rpc.call("eth_getBlockByNumber", "latest", false)
                        .path("number")
                        .asString())
                .isEqualTo("0x4");
        assertThat(rpc.call("eth_getBlockByNumber", "0x5", false).isNull()).isTrue();
        assertThat(rpc.call("eth_getBlockByHash", newest, false).isNull()).isTrue();
        assertThat(rpc.call("eth_getTransactionReceipt", hash).isNull()).isTrue();
        assertThat(rpc.call("eth_getTransactionCount", sender.address(), "latest")
                        .asString())
                .isEqualTo("0x0");
        assertThatThrownBy(() -> rpc.call("eth_getBalance", sender.address(), Map.of("blockHash", newest)))
                .hasMessageContaining("header for hash not found");
        proxy.lagBehind(0);
        assertThat(rpc.call("eth_getTransactionReceipt", hash).isNull()).isFalse();
    }

    @Test
    void isAwayAndComesBackOnTheSamePort() {
        rpc.call("eth_chainId");
        // A second call leaves a connection that has been kept alive.
        rpc.call("eth_chainId");
        proxy.refuseConnections();
        // The first may find the old connection ending, the second finds nobody.
        assertThatThrownBy(() -> rpc.call("eth_chainId")).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> rpc.call("eth_chainId")).hasCauseInstanceOf(ConnectException.class);
        proxy.comeBack();
        rpc.call("eth_chainId");
        proxy.closeConnections();
        assertThatThrownBy(() -> rpc.call("eth_chainId")).hasCauseInstanceOf(IOException.class);
        proxy.comeBack();
        rpc.call("eth_chainId");
    }

    @Test
    void runsABatchBackwardsButAnswersInOrder() throws Exception {
        node.fund(sender.address(), TestSender.ETHER);
        node.mineByHand();
        NodePool pool = proxy.behaveLikeGeth();
        pool.follow(PoolRules.geth().withFull(true));
        proxy.runBatchesBackwards(true);
        JsonNode batch = post("""
                [{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["%s"]},
                 {"jsonrpc":"2.0","id":2,"method":"eth_sendRawTransaction","params":["%s"]}]""".formatted(sender.transfer(0), sender.transfer(1)));
        assertThat(batch.valueStream().map(answer -> answer.path("id").asInt())).containsExactly(1, 2);
        assertThat(pool.executable(sender.address())).hasSize(2);
    }

    @Test
    void cutsTheConnectionWhenTheNodeItselfIsAway() {
        node.stop();
        assertThatThrownBy(() -> rpc.call("eth_chainId")).isInstanceOf(InfrastructureException.class);
        node.restart();
        rpc.call("eth_chainId");
    }

    /** The node makes its block after it has answered. */
    private void awaitFirstBlock() {
        assertThat(Waiting.until(SOON, () -> node.blockNumber() == 1)).isTrue();
    }

    private String send(long nonce) {
        try {
            return rpc.call("eth_sendRawTransaction", sender.transfer(nonce)).asString();
        } catch (JsonRpc.NodeRefusedException alreadyKnown) {
            return "";
        }
    }

    private JsonNode post(String body) throws IOException, InterruptedException {
        return RpcCall.JSON.readTree(exchange(body).body());
    }

    private HttpResponse<String> exchange(String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(proxy.httpUrl())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Map.Entry<String, Long> entry(String method, long count) {
        return Map.entry(method, count);
    }
}
