package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.node.GethPool;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
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
    private static final String TEN_ETHER = "10000000000000000000";

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @Test
    void fundsThatRunShortInTheMiddleOfALineDelayTheRestOfItAndLoseNothing() {
        GethPool pool = platform.node().behaveLikeGeth();
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
