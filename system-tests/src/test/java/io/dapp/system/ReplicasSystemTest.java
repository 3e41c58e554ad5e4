package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.TcpProxy;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import io.dapp.system.proxy.GethPool;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicasSystemTest extends SystemTest {
    private final ServiceProcess second = platform.newTransactionService().start();
    private final User user = platform.user();

    @AfterAll
    void end() {
        second.close();
    }

    @Test
    void aHundredPaymentsOfOneWalletThroughTwoReplicasMakeOneLineThatGethTakesInOrder() throws Exception {
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        GethPool pool = platform.node().gethPool();
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
        assertThat(pool.gapped()).as("sent before what they wait for").isZero();
        assertThat(pool.refusals("txpool is full")).as("sent beyond the window").isZero();
        platform.node().anyPool();
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

    @Test
    void aLeadingWorkerStoppedPastItsLeaseWritesNothingTwiceWhenItGoesOn() {
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        long epoch = platform.records().followerEpoch();
        try (ServiceProcess standby = platform.newWorker().start()) {
            platform.worker().pause();
            Payment payment = wallet.pays(recipient, 77).reaches("finalized");
            assertThat(platform.records().followerEpoch()).isGreaterThan(epoch);
            platform.worker().resume();
            Payment next = wallet.pays(recipient, 1).reaches("finalized");
            toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
            toldOnce(next, "transaction.pending", "transaction.confirmed", "transaction.finalized");
            standby.kill();
            toldOnce(
                    wallet.pays(recipient, 1).reaches("finalized"),
                    "transaction.pending",
                    "transaction.confirmed",
                    "transaction.finalized");
        } finally {
            platform.worker().resume();
        }
        paidOnce(recipient, 79);
    }
}
