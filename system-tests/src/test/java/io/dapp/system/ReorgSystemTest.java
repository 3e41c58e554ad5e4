package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReorgSystemTest extends SystemTest {
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();
    private final LiveSocket live = user.listens();

    @AfterEach
    void hangUp() {
        live.close();
    }

    @Test
    void aPaymentThatFellOutOfTheChainIsPendingAgainSentAgainAndFinalOnce() {
        Payment payment = confirmedThreeBlocksDeep();
        platform.chain().reorg(3);
        assertThat(Waiting.until(
                        Duration.ofSeconds(20),
                        () -> platform.records().events(payment.id()).contains("transaction.reorged 3")))
                .as(() -> platform.records().events(payment.id()).toString())
                .isTrue();
        assertThat(payment.snapshot().path("status").asString("")).isEqualTo("pending");
        assertThat(Waiting.until(
                        Duration.ofSeconds(10), () -> platform.chain().pendingTransactionCount(wallet.address()) == 1))
                .as("sent again")
                .isTrue();
        platform.chain().startMining();
        payment.reaches("finalized");
        told(
                payment,
                "transaction.pending",
                "transaction.confirmed",
                "transaction.reorged",
                "transaction.confirmed",
                "transaction.finalized");
    }

    @Test
    void aPaymentThatMovedToAnotherBlockStaysConfirmedAndIsToldSoOnce() {
        Payment payment = confirmedThreeBlocksDeep();
        String before = payment.snapshot().path("block_hash").asString("");
        // Not in the lowest: a block of the same second with the same payment would be the same block.
        platform.chain().reorg(3, platform.records().raw(payment.id()), 1);
        assertThat(Waiting.until(
                        Duration.ofSeconds(20),
                        () -> platform.records().events(payment.id()).contains("transaction.reorged 3")))
                .as(() -> platform.records().events(payment.id()).toString())
                .isTrue();
        assertThat(payment.status()).isEqualTo("confirmed");
        assertThat(payment.snapshot().path("block_hash").asString("")).isNotEqualTo(before);
        platform.chain().startMining();
        payment.reaches("finalized");
        told(payment, "transaction.pending", "transaction.confirmed", "transaction.reorged", "transaction.finalized");
    }

    /** Once in the record and once on the socket, in this order; paid once. */
    private void told(Payment payment, String... types) {
        toldOnce(payment, types);
        live.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(10));
        assertThat(live.told(payment.id())).containsExactly(types);
        paidOnce(recipient, 31);
    }

    /** In the lowest of the three newest blocks; no further ones come by themselves. */
    private Payment confirmedThreeBlocksDeep() {
        platform.chain().stopMining();
        Payment payment = wallet.pays(recipient, 31);
        assertThat(Waiting.until(
                        Duration.ofSeconds(10), () -> platform.chain().pendingTransactionCount(wallet.address()) == 1))
                .isTrue();
        platform.chain().mine(1);
        payment.reaches("confirmed");
        platform.chain().mine(2);
        return payment;
    }
}
