package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import io.dapp.system.proxy.Fault;
import org.junit.jupiter.api.Test;

class KilledProcessSystemTest extends SystemTest {
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @Test
    void theWorkerKilledBetweenAcceptanceAndConfirmationLosesNothing() {
        platform.chain().stopMining();
        Payment payment = wallet.pays(recipient, 11);
        platform.worker().kill();
        platform.chain().mine(2);
        assertThat(payment.status()).isEqualTo("pending");
        platform.chain().startMining();
        platform.worker().start();
        payment.reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 11);
    }

    @Test
    void transactionServiceKilledBetweenCommitAndSendLosesNothing() {
        platform.node().always("eth_sendRawTransaction", new Fault.Refuse());
        Payment payment = wallet.pays(recipient, 12);
        platform.transactions().kill();
        assertThat(platform.chain().transactionCount(wallet.address())).isZero();
        platform.node().heal();
        payment.reaches("finalized");
        paidOnce(recipient, 12);
        platform.transactions().start();
        wallet.pays(recipient, 30).reaches("finalized");
        paidOnce(recipient, 42);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1");
    }
}
