package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two gateways, and one user with a socket at each: one of them stores what comes, and hints the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HintsSystemTest extends SystemTest {
    private final ServiceProcess second = platform.newGateway().start();
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private String recipient;
    private LiveSocket here;
    private LiveSocket there;

    @BeforeEach
    void listen() {
        recipient = platform.stranger();
        here = user.listens();
        there = LiveSocket.connect(second.url(), user.token());
    }

    @AfterEach
    void hangUp() {
        here.close();
        there.close();
    }

    @AfterAll
    void end() {
        second.close();
    }

    @Test
    void theLastHintLostCostsASecond() {
        Payment payment = toldOnBoth(51);
        platform.redisDelivers(false);
        platform.chain().startMining();
        String last = payment.id() + " transaction.finalized";
        assertThat(Waiting.until(
                        Duration.ofSeconds(30),
                        () -> platform.records().stream(user.id()).contains(last)))
                .isTrue();
        // The comparison with PostgreSQL, each second, and what it takes to run on a busy machine.
        here.awaits("transaction.finalized", payment.id(), Duration.ofMillis(2500));
        there.awaits("transaction.finalized", payment.id(), Duration.ofMillis(2500));
        toldOnceOnBoth(payment, 51);
    }

    @Test
    void withRedisStandingStillEverybodyIsToldWithinSeconds() {
        Payment payment = toldOnBoth(52);
        platform.redis().pause();
        try {
            platform.chain().startMining();
            payment.reaches("finalized");
            here.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(8));
            there.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(8));
        } finally {
            platform.redis().resume();
        }
        toldOnceOnBoth(payment, 52);
    }

    /** Announced on both sockets; no block comes. */
    private Payment toldOnBoth(long wei) {
        platform.chain().stopMining();
        Payment payment = wallet.pays(recipient, wei);
        here.awaits("transaction.pending", payment.id(), Duration.ofSeconds(10));
        there.awaits("transaction.pending", payment.id(), Duration.ofSeconds(10));
        return payment;
    }

    private void toldOnceOnBoth(Payment payment, long wei) {
        assertThat(here.told(payment.id()))
                .containsExactly("transaction.pending", "transaction.confirmed", "transaction.finalized");
        assertThat(there.told(payment.id())).isEqualTo(here.told(payment.id()));
        paidOnce(recipient, wei);
    }
}
