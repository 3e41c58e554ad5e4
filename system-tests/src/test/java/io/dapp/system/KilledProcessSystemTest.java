package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
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
        assertThat(Waiting.until(
                        Duration.ofSeconds(10), () -> platform.chain().pendingTransactionCount(wallet.address()) == 1))
                .as("sent")
                .isTrue();
        platform.chain().mine(2);
        assertThat(platform.chain().transactionCount(wallet.address())).isEqualTo(1);
        assertThat(payment.status()).isEqualTo("pending");
        platform.chain().startMining();
        platform.worker().start();
        payment.reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 11);
    }

    @Test
    void transactionServiceKilledBetweenCommitAndSendLosesNothing() {
        Fault held = platform.node().on("eth_sendRawTransaction").first(1).hold();
        Payment payment = wallet.pays(recipient, 12);
        held.awaitHits(1, Duration.ofSeconds(10));
        platform.transactions().kill();
        // What it was sending never reached the node; the worker finds it in the database.
        held.discard();
        assertThat(platform.chain().pendingTransactionCount(wallet.address())).isZero();
        payment.reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 12);
        platform.transactions().start();
        wallet.pays(recipient, 30).reaches("finalized");
        paidOnce(recipient, 42);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1");
    }

    @Test
    void transactionServiceKilledBetweenSendAndAnswerDoublesNothing() {
        platform.chain().stopMining();
        Fault held = platform.node().on("eth_sendRawTransaction").first(1).holdAnswer();
        Payment payment = wallet.pays(recipient, 13);
        held.awaitHits(1, Duration.ofSeconds(10));
        assertThat(Waiting.until(
                        Duration.ofSeconds(10), () -> platform.chain().pendingTransactionCount(wallet.address()) == 1))
                .as("taken by the node")
                .isTrue();
        platform.transactions().kill();
        held.discard();
        platform.chain().startMining();
        payment.reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 13);
        platform.transactions().start();
        wallet.pays(recipient, 30).reaches("finalized");
        paidOnce(recipient, 43);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1");
    }
}
