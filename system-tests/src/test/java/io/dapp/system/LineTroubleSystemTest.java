package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.node.NodePool;
import io.dapp.system.node.PoolRules;
import io.dapp.system.node.SignedTransaction;
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
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to a wallet's line from outside: its money goes, its nonce is used, its nodes are away. */
class LineTroubleSystemTest extends SystemTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration AWAY = Duration.ofMinutes(2);
    private static final int PENDING = 500;
    /** What nodes are given at once, as it is by default. */
    private static final int WINDOW = 16;

    private static final String TEN_ETHER = "10000000000000000000";
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    /**
     * For the first of three the money is there, for two of them it is not. geth refuses what it does not cover together
     * with what is pooled, reth takes and parks it.
     */
    @ParameterizedTest
    @EnumSource(PoolRules.Client.class)
    void fundsThatRunShortInTheMiddleOfALineDelayTheRestOfItAndLoseNothing(PoolRules.Client client) {
        NodePool pool = platform.node().behaveLike(client);
        platform.chain().stopMining();
        Fault held = platform.node().sendsOf(wallet.address()).hold();
        List<Payment> payments = LongStream.of(1, 2, 3)
                .mapToObj(wei -> wallet.pays(recipient, ETHER + wei))
                .toList();
        held.awaitHits(1, SOON);
        BigInteger cost = mostOf(payments.getFirst());
        platform.chain().node().fund(wallet.address(), cost.multiply(THREE).divide(BigInteger.TWO));
        held.release();
        assertThat(Waiting.until(SOON, () -> pool.executable(wallet.address()).size() == 1 && shortOf(pool)))
                .as("the first is pooled, and the money does not cover the others")
                .isTrue();
        platform.chain().startMining();
        payments.getFirst().reaches("finalized");
        toldAsEver(payments.getFirst());
        assertThat(payments.subList(1, 3)).extracting(Payment::status).containsOnly("pending");
        assertThat(platform.chain().transactionCount(wallet.address())).isOne();
        Api.Answer refused = wallet.asks(
                platform.transactions(), recipient, 4, UUID.randomUUID().toString());
        assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("insufficient_funds");

        wallet.funded(TEN_ETHER);
        payments.forEach(payment -> payment.reaches("finalized"));
        payments.forEach(this::toldAsEver);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1", "2");
        paidOnce(recipient, 3 * ETHER + 6);
    }

    private boolean shortOf(NodePool pool) {
        return pool.rules().client() == PoolRules.Client.RETH
                ? pool.parked(wallet.address()).size() == 2
                : pool.refusals().stream()
                        .anyMatch(refusal -> refusal.transaction().nonce() == 1
                                && refusal.message().contains("insufficient funds"));
    }

    /** Value, and gas at the highest fee. */
    private static BigInteger mostOf(Payment payment) {
        SignedTransaction signed =
                SignedTransaction.decode(payment.platform().records().raw(payment.id()));
        return signed.value().add(signed.gasLimit().multiply(signed.maxFeePerGas()));
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

    /**
     * No transaction of the wallet's is in that block: only its count of transactions tells. From then on a pool gives the
     * wallet one place, as the code that it delegated to may take its money at any time.
     */
    @Test
    void anAuthorisationThatUsesANonceEndsOnePaymentAndTheLineGoesOn() {
        NodePool pool = platform.node().behaveLikeGeth();
        Fault held = platform.node().sendsOf(wallet.address()).hold();
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

        platform.chain().stopMining();
        List<Payment> later = LongStream.of(10, 20, 30)
                .mapToObj(wei -> wallet.pays(recipient, wei))
                .toList();
        assertThat(Waiting.until(
                        SOON,
                        () -> pool.refusals().stream()
                                .anyMatch(refusal -> refusal.message()
                                        .equals("in-flight transaction limit reached for delegated accounts"))))
                .as("the pool has place for one of them")
                .isTrue();
        platform.chain().startMining();
        later.forEach(payment -> payment.reaches("finalized"));
        later.forEach(this::toldAsEver);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1", "2", "3", "4");
        paidOnce(recipient, 67);
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
        for (Payment payment : payments) {
            if (payment.equals(cancelled)) {
                toldOnce(
                        payment,
                        "transaction.pending",
                        "transaction.replaced",
                        "transaction.confirmed",
                        "transaction.failed");
            } else if (payment.equals(faster)) {
                toldOnce(
                        payment,
                        "transaction.pending",
                        "transaction.replaced",
                        "transaction.confirmed",
                        "transaction.finalized");
            } else {
                toldAsEver(payment);
            }
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

    /** The chain goes on meanwhile: what its pools hold is mined unseen. */
    @Test
    void fiveHundredPendingPaymentsOutliveATimeWithoutAnyNode() throws Exception {
        List<Wallet> wallets = Stream.generate(user::wallet).limit(10).toList();
        wallets.subList(0, 9).forEach(one -> platform.chain().node().fund(one.address(), new BigInteger(TEN_ETHER)));
        wallets.getLast().funded(TEN_ETHER);
        platform.chain().stopMining();
        List<Payment> payments = payByTurns(wallets, recipient, PENDING);
        assertThat(Waiting.until(
                        SOON,
                        () -> wallets.stream()
                                .allMatch(one -> platform.chain().pendingTransactionCount(one.address()) == WINDOW)))
                .as("the windows are full")
                .isTrue();
        platform.node().refuseConnections();
        long away = System.nanoTime();
        platform.chain().startMining();
        assertThat(Waiting.until(AWAY, () -> since(away).compareTo(AWAY.dividedBy(2)) >= 0))
                .isTrue();
        long before = platform.records().rowsOfPayments();
        Api.Answer refused = wallet.asks(
                platform.transactions(), recipient, 1, UUID.randomUUID().toString());
        assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("chain_unavailable");
        assertThat(platform.records().rowsOfPayments()).isEqualTo(before);
        assertThat(Waiting.until(AWAY, () -> since(away).compareTo(AWAY) >= 0)).isTrue();
        assertThat(payments).extracting(Payment::status).containsOnly("pending");
        assertThat(wallets)
                .extracting(one -> platform.chain().transactionCount(one.address()))
                .as("mined unseen")
                .containsOnly((long) WINDOW);
        platform.node().comeBack();
        payments.forEach(payment -> payment.reaches("finalized", Duration.ofSeconds(90)));
        payments.forEach(this::toldAsEver);
        assertThat(payments)
                .extracting(payment -> platform.records().attempts(payment.id()))
                .as("nothing is cancelled or made anew because no node was there")
                .containsOnly(1L);
        assertThat(wallets)
                .extracting(one -> platform.chain().transactionCount(one.address()))
                .containsOnly(PENDING / 10L);
        paidOnce(recipient, PENDING * (PENDING + 1) / 2);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void toldAsEver(Payment payment) {
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
    }
}
