package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.node.NodePool;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.StolenKey;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What happens to a wallet's line from outside: its money goes, its nonce is used, its nodes are away. */
class LineTroubleSystemTest extends SystemTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration AWAY = Duration.ofSeconds(12);
    /** What nodes are given at once, as it is by default. */
    private static final int WINDOW = 16;

    private static final String TEN_ETHER = "10000000000000000000";

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @Test
    void fundsThatRunShortInTheMiddleOfALineDelayTheRestOfItAndLoseNothing() {
        NodePool pool = platform.node().behaveLikeGeth();
        platform.chain().stopMining();
        Fault held = platform.node().on("eth_sendRawTransaction").hold();
        List<Payment> payments = LongStream.of(1, 2, 3)
                .mapToObj(wei -> wallet.pays(recipient, wei))
                .toList();
        held.awaitHits(1, SOON);
        platform.chain().node().fund(wallet.address(), BigInteger.ONE);
        held.release();
        assertThat(Waiting.until(
                        SOON,
                        () -> pool.refusals().stream()
                                .anyMatch(refusal -> refusal.message().contains("insufficient funds"))))
                .as("the node refuses for funds")
                .isTrue();
        platform.chain().startMining();
        wallet.funded("1");
        Api.Answer refused = wallet.asks(
                platform.transactions(), recipient, 4, UUID.randomUUID().toString());
        assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("insufficient_funds");

        wallet.funded(TEN_ETHER);
        payments.forEach(payment -> payment.reaches("finalized"));
        payments.forEach(this::toldAsEver);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1", "2");
        paidOnce(recipient, 6);
    }

    @Test
    void aNonceThatSomethingElseHasUsedEndsOnePaymentAndTheLineGoesOn() {
        Fault held = platform.node().on("eth_sendRawTransaction").hold();
        Payment robbed = wallet.pays(recipient, 50);
        Payment next = wallet.pays(recipient, 7);
        held.awaitHits(1, SOON);
        String elsewhere = platform.stranger();
        var rpc = platform.chain().node().rpc();
        rpc.call("anvil_impersonateAccount", wallet.address());
        rpc.call(
                "eth_sendTransaction",
                Map.of("from", wallet.address(), "to", elsewhere, "value", "0x9", "nonce", "0x0", "gas", "0x5208"));
        assertThat(Waiting.until(SOON, () -> platform.chain().transactionCount(wallet.address()) == 1))
                .isTrue();
        held.release();
        robbed.reaches("failed");
        next.reaches("finalized");
        assertThat(robbed.snapshot().path("reason").asString("")).isEqualTo("replaced");
        toldOnce(robbed, "transaction.pending", "transaction.failed");
        toldAsEver(next);
        paidOnce(recipient, 7);
        paidOnce(elsewhere, 9);
    }

    /** No transaction of the wallet's is in that block: only its count of transactions tells. */
    @Test
    void anAuthorisationThatUsesANonceEndsOnePaymentAndTheLineGoesOn() {
        Fault held = platform.node().on("eth_sendRawTransaction").hold();
        Payment robbed = wallet.pays(recipient, 50);
        Payment next = wallet.pays(recipient, 7);
        held.awaitHits(1, SOON);
        StolenKey.of(platform, wallet.address()).delegates(0, platform.stranger());
        assertThat(Waiting.until(SOON, () -> platform.chain().transactionCount(wallet.address()) == 1))
                .as("the authorisation used the nonce")
                .isTrue();
        held.release();
        robbed.reaches("failed");
        next.reaches("finalized");
        assertThat(robbed.snapshot().path("reason").asString("")).isEqualTo("replaced");
        assertThat(next.snapshot().path("nonce").asLong(-1)).isOne();
        toldOnce(robbed, "transaction.pending", "transaction.failed");
        toldAsEver(next);
        paidOnce(recipient, 7);
        wallet.pays(recipient, 4).reaches("finalized");
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1", "2");
        paidOnce(recipient, 11);
    }

    @Test
    void aCancelAndASpeedUpBeyondTheWindowAreSentInTheirTurnAndPaidByTheirNewestAttempt() {
        platform.chain().stopMining();
        platform.node().calls().clear();
        List<Payment> payments = LongStream.range(0, WINDOW + 4)
                .mapToObj(number -> wallet.pays(recipient, 1L << number))
                .toList();
        assertThat(Waiting.until(SOON, () -> platform.chain().pendingTransactionCount(wallet.address()) == WINDOW))
                .as("the window is full")
                .isTrue();
        Payment cancelled = payments.get(WINDOW + 1);
        Payment faster = payments.get(WINDOW + 2);
        assertThat(cancelled.asks("cancel").status()).isEqualTo(202);
        Api.Answer raised = faster.asks("speed-up");
        assertThat(raised.status()).as(raised.toString()).isEqualTo(202);
        platform.chain().startMining();
        for (Payment payment : payments) {
            payment.reaches(payment.equals(cancelled) ? "failed" : "finalized");
        }
        assertThat(cancelled.snapshot().path("reason").asString("")).isEqualTo("cancelled");
        assertThat(faster.snapshot().path("hash").asString(""))
                .isEqualTo(raised.text("hash"))
                .isNotEqualTo(faster.hash());
        assertThat(platform.node().calls().rawTransactions())
                .as("what was replaced before its turn is never given to a node")
                .noneMatch(sent ->
                        sent.hash().equals(cancelled.hash()) || sent.hash().equals(faster.hash()));
        assertThat(platform.chain().transactionCount(wallet.address())).isEqualTo(WINDOW + 4);
        paidOnce(recipient, (1L << (WINDOW + 4)) - 1 - (1L << (WINDOW + 1)));
    }

    @Test
    void fiveHundredPendingPaymentsOutliveATimeWithoutAnyNode() throws Exception {
        List<Wallet> wallets = Stream.generate(user::wallet).limit(10).toList();
        wallets.subList(0, 9).forEach(one -> platform.chain().node().fund(one.address(), new BigInteger(TEN_ETHER)));
        wallets.getLast().funded(TEN_ETHER);
        platform.chain().stopMining();
        List<Payment> payments = submitted(wallets, 500);
        platform.node().refuseConnections();
        long back = System.nanoTime() + AWAY.toNanos();
        assertThat(Waiting.until(AWAY.plusSeconds(10), () -> System.nanoTime() >= back))
                .isTrue();
        assertThat(payments)
                .allSatisfy(payment ->
                        assertThat(platform.records().status(payment.id())).isEqualTo("pending"));
        platform.node().comeBack();
        platform.chain().startMining();
        payments.forEach(payment -> payment.reaches("finalized", Duration.ofSeconds(90)));
        payments.forEach(this::toldAsEver);
        assertThat(wallets)
                .allSatisfy(one -> assertThat(platform.chain().transactionCount(one.address()))
                        .isEqualTo(50));
        paidOnce(recipient, 500);
    }

    private List<Payment> submitted(List<Wallet> wallets, int count) throws InterruptedException {
        List<Callable<Payment>> calls = IntStream.range(0, count)
                .mapToObj(number -> (Callable<Payment>)
                        () -> wallets.get(number % wallets.size()).pays(recipient, 1))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    private void toldAsEver(Payment payment) {
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
    }
}
