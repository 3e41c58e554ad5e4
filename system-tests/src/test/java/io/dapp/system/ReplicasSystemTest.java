package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.node.NodePool;
import io.dapp.system.node.PoolRules;
import io.dapp.system.node.SignedTransaction;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.TcpProxy;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasSystemTest extends SystemTest {
    /** Longer than the lease of whoever sends an account. */
    private static final Duration SOON = Duration.ofSeconds(25);

    private final ServiceProcess second = platform.newTransactionService().start();
    private final User user = platform.user();

    @AfterAll
    void end() {
        second.close();
    }

    @Test
    void aHundredPaymentsOfOneWalletThroughTwoReplicasMakeOneLineThatGethTakesInOrder() throws Exception {
        NodePool pool = platform.node().behaveLikeGeth();
        pool.follow(PoolRules.geth().withFull(true));
        aHundredPaymentsMakeOneLine(pool);
    }

    /** With sixteen places of an account and none more. */
    @Test
    void aHundredPaymentsOfOneWalletThroughTwoReplicasMakeOneLineThatRethTakesInOrder() throws Exception {
        aHundredPaymentsMakeOneLine(platform.node().behaveLikeReth());
    }

    private void aHundredPaymentsMakeOneLine(NodePool pool) throws InterruptedException {
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        platform.node().calls().clear();
        List<Callable<Api.Answer>> calls = IntStream.range(0, 100)
                .mapToObj(number -> (Callable<Api.Answer>) () -> wallet.asks(
                        number % 2 == 0 ? platform.transactions() : second,
                        recipient,
                        1 + number,
                        UUID.randomUUID().toString()))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Api.Answer> answers =
                    threads.invokeAll(calls).stream().map(Future::resultNow).toList();
            assertThat(answers).extracting(Api.Answer::status).containsOnly(202);
        }
        assertThat(Waiting.until(
                        Duration.ofSeconds(60),
                        () -> platform.records().statuses(wallet.address()).equals(List.of("finalized"))))
                .as(() -> platform.records().statuses(wallet.address()).toString())
                .isTrue();
        assertThat(platform.records().nonces(wallet.address()))
                .isEqualTo(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
        assertThat(platform.node().calls().rawTransactions().stream()
                        .filter(sent -> sent.from().equalsIgnoreCase(wallet.address()))
                        .map(SignedTransaction::nonce)
                        .distinct())
                .as("first sent in nonce order")
                .isEqualTo(LongStream.range(0, 100).boxed().toList());
        assertThat(pool.refusals())
                .as("sent before what they wait for, or beyond what the pool guarantees")
                .allSatisfy(refusal -> assertThat(refusal.message()).isEqualTo("already known"));
        assertThat(platform.chain().transactionCount(wallet.address())).isEqualTo(100);
        paidOnce(recipient, 100 * 101 / 2);
    }

    @Test
    void aReplicaStoppedInsideItsTransactionHoldsNobodyUpAndChangesNothingWhenItGoesOn() throws Exception {
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        String key = UUID.randomUUID().toString();
        var commit = platform.postgres().ambush("insert into payment", TcpProxy.At.HOLD);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Api.Answer> stuck = threads.submit(() -> wallet.asks(platform.transactions(), recipient, 1000, key));
            commit.await();
            platform.transactions().pause();
            try {
                // Its lock is waited for 2 s (503, repeat), and ends with its transaction after 3 s.
                String other = UUID.randomUUID().toString();
                Api.Answer[] answer = new Api.Answer[1];
                assertThat(Waiting.until(Duration.ofSeconds(8), () -> {
                            answer[0] = wallet.asks(second, recipient, 1, other);
                            return answer[0].status() == 202;
                        }))
                        .as(() -> answer[0].toString())
                        .isTrue();
            } finally {
                platform.transactions().resume();
                commit.release();
            }
            Api.Answer late = stuck.get();
            assertThat(late.status()).isIn(202, 503);
        }
        Payment payment = wallet.payment(wallet.asks(platform.transactions(), recipient, 1000, key));
        payment.reaches("finalized");
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1");
        paidOnce(recipient, 1001);
    }

    /** Its old attempt reaches the node when the new one is there already. */
    @Test
    void aStoppedReplicaThatGoesOnWithTheOldAttemptAfterABumpPaysNothingTwice() {
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        NodePool pool = platform.node().behaveLikeGeth();
        platform.chain().stopMining();
        Fault held = platform.node().sendsOf(wallet.address()).first(1).hold();
        Payment payment = wallet.pays(recipient, 70);
        held.awaitHits(1, SOON);
        platform.transactions().pause();
        String raised;
        try {
            Api.Answer answer = payment.asks(second, "speed-up");
            raised = answer.text("hash");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
            assertThat(Waiting.until(
                            SOON,
                            () -> pool.executable(wallet.address()).stream()
                                    .anyMatch(pooled -> pooled.hash().equals(raised))))
                    .as("another has sent the new attempt, when the lease of the stopped one has run out")
                    .isTrue();
            held.release();
            assertThat(Waiting.until(
                            SOON,
                            () -> pool.refusals().stream()
                                    .anyMatch(refusal ->
                                            refusal.transaction().hash().equals(payment.hash())
                                                    && refusal.message()
                                                            .equals("replacement transaction underpriced"))))
                    .as("the old attempt has arrived at the node")
                    .isTrue();
        } finally {
            platform.transactions().resume();
        }
        Payment next = wallet.payment(
                wallet.asks(second, recipient, 5, UUID.randomUUID().toString()));
        platform.chain().startMining();
        payment.reaches("finalized");
        next.reaches("finalized");
        assertThat(raised).isNotEmpty().isNotEqualTo(payment.hash());
        assertThat(payment.snapshot(second).path("hash").asString("")).isEqualTo(raised);
        toldOnce(
                payment,
                "transaction.pending",
                "transaction.replaced",
                "transaction.confirmed",
                "transaction.finalized");
        toldOnce(next, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1");
        assertThat(platform.chain().transactionCount(wallet.address())).isEqualTo(2);
        paidOnce(recipient, 75);
    }

    @Test
    void theSameKeyAtBothReplicasAtOnceIsOnePayment() throws Exception {
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        String key = UUID.randomUUID().toString();
        List<Callable<Api.Answer>> calls = IntStream.range(0, 50)
                .mapToObj(number -> (Callable<Api.Answer>)
                        () -> wallet.asks(number % 2 == 0 ? platform.transactions() : second, recipient, 500, key))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Api.Answer> answers =
                    threads.invokeAll(calls).stream().map(Future::resultNow).toList();
            assertThat(answers).extracting(Api.Answer::status).containsOnly(202);
            assertThat(answers)
                    .extracting(Api.Answer::body)
                    .containsOnly(answers.getFirst().body());
            wallet.payment(answers.getFirst()).reaches("finalized");
        }
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0");
        paidOnce(recipient, 500);
    }

    /** Payments go on all the time, so that the leader is stopped and woken in the middle of its work. */
    @Test
    void aLeadingWorkerStoppedPastItsLeaseWritesNothingTwiceWhenItGoesOn() throws Exception {
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        long epoch = platform.records().followerEpoch();
        AtomicBoolean stop = new AtomicBoolean();
        try (ServiceProcess standby = platform.newWorker().start();
                LiveSocket live = user.listens();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Payment>> paying = threads.submit(() -> payUntil(stop, wallet, recipient));
            List<Payment> payments;
            try {
                wallet.pays(recipient, 1).reaches("finalized");
                platform.worker().pause();
                wallet.pays(recipient, 1).reaches("finalized");
                assertThat(platform.records().followerEpoch()).isGreaterThan(epoch);
                platform.worker().resume();
                wallet.pays(recipient, 1).reaches("finalized");
                standby.kill();
                wallet.pays(recipient, 1).reaches("finalized");
            } finally {
                platform.worker().resume();
                stop.set(true);
                payments = paying.get();
            }
            for (Payment payment : payments) {
                payment.reaches("finalized");
                toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
                live.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(10));
                assertThat(live.told(payment.id()))
                        .containsExactly("transaction.pending", "transaction.confirmed", "transaction.finalized");
            }
            paidOnce(recipient, payments.size() + 4);
        }
    }

    private static List<Payment> payUntil(AtomicBoolean stop, Wallet wallet, String recipient) {
        List<Payment> payments = new ArrayList<>();
        while (!stop.get()) {
            payments.add(wallet.pays(recipient, 1));
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return payments;
    }
}
