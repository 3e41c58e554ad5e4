package io.dapp.system.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.JsonRpc;
import io.dapp.testing.TestNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

class JsonRpcFaultProxyTest {
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final String SOMEBODY = "0x00000000000000000000000000000000000000aa";

    private final TestNode node = TestNode.start();
    private final Credentials sender = credentials();
    private JsonRpcFaultProxy proxy;
    private JsonRpc rpc;

    @BeforeEach
    void start() throws IOException {
        node.mineByHand();
        node.fund(sender.getAddress(), BigInteger.TEN.pow(18));
        proxy = JsonRpcFaultProxy.inFrontOf(node.httpUrl());
        rpc = new JsonRpc(proxy.httpUrl());
    }

    @AfterEach
    void stop() {
        proxy.close();
        node.close();
    }

    @Test
    void whatHasNoFaultGoesThroughAndIsCounted() {
        assertThat(rpc.call("eth_chainId").asString("")).isEqualTo("0x7a69");
        assertThat(proxy.count("eth_chainId")).isEqualTo(1);
    }

    @Test
    void anErrorIsAnsweredAsOftenAsTold() {
        proxy.times(1, "eth_chainId", new Fault.Answer(new RpcError(-32005, "limit exceeded")));
        assertThatThrownBy(() -> rpc.call("eth_chainId")).hasMessageContaining("limit exceeded");
        assertThat(rpc.call("eth_chainId").asString("")).isEqualTo("0x7a69");
    }

    @Test
    void aDroppedAnswerWasForwarded() {
        proxy.times(1, "anvil_mine", new Fault.DropAnswer());
        long before = node.blockNumber();
        assertThatThrownBy(() -> rpc.call("anvil_mine", "0x1")).isInstanceOf(InfrastructureException.class);
        assertThat(node.blockNumber()).isGreaterThan(before);
    }

    @Test
    void aHeldCallWaitsUntilItIsReleased() throws Exception {
        Fault.Hold hold = proxy.times(1, "eth_chainId", new Fault.Hold());
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> rpc.call("eth_chainId").asString(""));
        hold.awaitArrival(Duration.ofSeconds(5));
        assertThat(answer).isNotDone();
        hold.release();
        assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("0x7a69");
    }

    @Test
    void aNodeThatIsAwayComesBack() {
        proxy.away();
        assertThat(rpc.answers()).isFalse();
        proxy.heal();
        assertThat(rpc.answers()).isTrue();
    }

    @Test
    void aWebSocketGoesThrough() throws Exception {
        CompletableFuture<String> message = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(proxy.wsUrl(), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                            message.complete(data.toString());
                            return CompletableFuture.completedStage(null);
                        }
                    })
                    .get(5, TimeUnit.SECONDS);
            var _ = socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}", true);
            assertThat(message.get(5, TimeUnit.SECONDS)).contains("0x7a69");
            socket.abort();
        }
    }

    @Test
    void aBatchIsAnsweredMemberByMember() throws Exception {
        proxy.always("eth_gasPrice", new Fault.Answer(new RpcError(-32000, "no")));
        String batch = """
                [{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]},
                 {"jsonrpc":"2.0","id":2,"method":"eth_gasPrice","params":[]}]""";
        String answer = post(proxy.httpUrl(), batch);
        assertThat(answer).contains("\"0x7a69\"").contains("\"message\":\"no\"");
    }

    @Test
    void thePoolTakesSixteenInOrderAndNoMoreUntilABlockMakesRoom() {
        GethPool pool = proxy.gethPool();
        for (int nonce = 0; nonce < 16; nonce++) {
            send(nonce, 2, 1);
        }
        assertThatThrownBy(() -> send(16, 2, 1)).hasMessageContaining("txpool is full");
        node.mine(1);
        send(16, 2, 1);
        assertThat(pool.gapped()).isZero();
    }

    @Test
    void whatStandsBehindAGapIsGivenToTheNodeOnceTheGapIsFilled() {
        GethPool pool = proxy.gethPool();
        send(1, 2, 1);
        node.mine(1);
        assertThat(transactionCount()).isZero();
        send(0, 2, 1);
        node.mine(1);
        assertThat(transactionCount()).isEqualTo(2);
        assertThat(pool.gapped()).isEqualTo(1);
    }

    @Test
    void moreThanSixtyFourBehindAGapAreRefused() {
        proxy.gethPool();
        for (int nonce = 1; nonce <= 64; nonce++) {
            send(nonce, 2, 1);
        }
        assertThatThrownBy(() -> send(65, 2, 1)).hasMessageContaining("txpool is full");
    }

    @Test
    void aReplacementHasToRaiseBothFeesByTenPercent() {
        proxy.gethPool();
        send(0, 100, 10);
        assertThatThrownBy(() -> send(0, 110, 10)).hasMessageContaining("replacement transaction underpriced");
        assertThatThrownBy(() -> send(0, 109, 11)).hasMessageContaining("replacement transaction underpriced");
        send(0, 110, 11);
    }

    @Test
    void theSameTransactionAgainIsKnownAndAMinedOneTooLow() {
        proxy.gethPool();
        send(0, 2, 1);
        assertThatThrownBy(() -> send(0, 2, 1)).hasMessageContaining("already known");
        node.mine(1);
        assertThatThrownBy(() -> send(0, 2, 1)).hasMessageContaining("nonce too low");
    }

    @Test
    void theBalanceHasToCoverEverythingThatIsPooled() {
        proxy.gethPool();
        node.fund(sender.getAddress(), GWEI.multiply(BigInteger.valueOf(21_000 * 2 * 2)));
        send(0, 2, 1);
        assertThatThrownBy(() -> send(1, 4, 1)).hasMessageContaining("insufficient funds");
    }

    private void send(long nonce, long maxFeeGwei, long priorityGwei) {
        RawTransaction transaction = RawTransaction.createEtherTransaction(
                31337,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(21_000),
                SOMEBODY,
                BigInteger.ONE,
                GWEI.multiply(BigInteger.valueOf(priorityGwei)),
                GWEI.multiply(BigInteger.valueOf(maxFeeGwei)));
        rpc.call("eth_sendRawTransaction", Numeric.toHexString(TransactionEncoder.signMessage(transaction, sender)));
    }

    private long transactionCount() {
        String count = node.rpc()
                .call("eth_getTransactionCount", sender.getAddress(), "latest")
                .asString("");
        return Numeric.toBigInt(count).longValueExact();
    }

    private static Credentials credentials() {
        try {
            return Credentials.create(Keys.createEcKeyPair());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String post(URI url, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(url)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
