package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HintsSystemTest extends SystemTest {
    /** Two gateways: one stores, and its hint is lost on the way to the other. */
    @Test
    void withTheLastHintLostEverybodyIsToldWithinSeconds() {
        User user = platform.user();
        Wallet wallet = user.fundedWallet();
        String recipient = platform.stranger();
        try (ServiceProcess second = platform.newGateway().start();
                LiveSocket here = user.listens();
                LiveSocket there = LiveSocket.connect(second.url(), user.token())) {
            platform.chain().stopMining();
            Payment payment = wallet.pays(recipient, 51);
            here.awaits("transaction.pending", payment.id(), Duration.ofSeconds(10));
            there.awaits("transaction.pending", payment.id(), Duration.ofSeconds(10));
            platform.redis().pause();
            try {
                platform.chain().startMining();
                payment.reaches("finalized");
                here.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(8));
                there.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(8));
            } finally {
                platform.redis().resume();
            }
            assertThat(here.told(payment.id())).doesNotHaveDuplicates();
            assertThat(there.told(payment.id())).isEqualTo(here.told(payment.id()));
        }
        paidOnce(recipient, 51);
    }
}
