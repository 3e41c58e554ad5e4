package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.node.FaultPlan;
import io.dapp.system.node.NodePool;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whatever a node answers to a send or to a question for a receipt: one payment a request, and the record agrees. */
class NodeAnswersSystemTest extends SystemTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @Test
    void alreadyKnownAfterALostAnswerIsTheSamePayment() {
        NodePool pool = platform.node().behaveLikeGeth();
        platform.chain().stopMining();
        Fault lost = sends().first(1).dropAnswer();
        Payment payment = wallet.pays(recipient, 21);
        lost.awaitHits(1, SOON);
        assertThat(Waiting.until(
                        SOON,
                        () -> pool.refusals().stream()
                                .anyMatch(
                                        refusal -> refusal.transaction().hash().equals(payment.hash())
                                                && refusal.message().equals("already known"))))
                .as("asked again, and told so")
                .isTrue();
        platform.chain().startMining();
        paid(payment, 21);
    }

    @Test
    void nonceTooLowAfterTheOwnSendWasTakenIsTheSamePayment() {
        platform.chain().stopMining();
        Fault lost = sends().first(1).dropAnswer();
        Fault tooLow = sends().fail(-32000, "nonce too low: next nonce 1, tx nonce 0");
        Payment payment = wallet.pays(recipient, 22);
        lost.awaitHits(1, SOON);
        tooLow.awaitHits(1, SOON);
        assertThat(payment.status()).isEqualTo("pending");
        platform.chain().startMining();
        paid(payment, 22);
        tooLow.release();
        Payment next = wallet.pays(recipient, 1).reaches("finalized");
        assertThat(next.snapshot().path("nonce").asLong(-1)).isOne();
        paidOnce(recipient, 23);
    }

    @Test
    void underpricedKeepsThePaymentUntilTheNodeTakesIt() {
        Fault underpriced =
                sends().first(2).fail(-32000, "transaction underpriced: gas tip cap 100, minimum needed 1000000");
        Payment payment = wallet.pays(recipient, 23);
        underpriced.awaitHits(2, SOON);
        paid(payment, 23);
    }

    @Test
    void whatThePoolHasForgottenIsGivenToItAgain() {
        NodePool pool = platform.node().behaveLikeGeth();
        platform.chain().stopMining();
        List<Payment> payments = LongStream.of(1, 2, 3)
                .mapToObj(wei -> wallet.pays(recipient, wei))
                .toList();
        assertThat(Waiting.until(SOON, () -> pool.executable(wallet.address()).size() == 3))
                .isTrue();
        pool.evict(payments.getFirst().hash());
        assertThat(Waiting.until(SOON, () -> pool.executable(wallet.address()).size() == 3))
                .as("all of the line is there again")
                .isTrue();
        platform.chain().startMining();
        payments.forEach(payment -> payment.reaches("finalized"));
        payments.forEach(this::toldAsEver);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1", "2");
        paidOnce(recipient, 6);
    }

    @Test
    void receiptsThatAreNullThoughTheBlockHasThePaymentAreAskedForAgain() {
        platform.chain().stopMining();
        Payment payment = wallet.pays(recipient, 25);
        assertThat(Waiting.until(SOON, () -> platform.chain().pendingTransactionCount(wallet.address()) == 1))
                .isTrue();
        Fault blockReceipts = platform.node().on("eth_getBlockReceipts").answerNull();
        Fault receipts = platform.node().on("eth_getTransactionReceipt").answerNull();
        platform.chain().mine(1);
        assertThat(Waiting.until(SOON, () -> blockReceipts.hits() + receipts.hits() >= 3))
                .as("asked for, in vain")
                .isTrue();
        assertThat(payment.status()).isEqualTo("pending");
        blockReceipts.release();
        receipts.release();
        platform.chain().startMining();
        paid(payment, 25);
    }

    /** What the chain has since is not there yet for who asks it: nothing fails, nothing is told twice. */
    @Test
    void aProviderThatLagsBehindDelaysButMisleadsNobody() {
        Payment before = wallet.pays(recipient, 26).reaches("confirmed");
        platform.node().lagBehind(4);
        Payment during = wallet.pays(recipient, 27);
        long mined = platform.chain().node().blockNumber() + 8;
        assertThat(Waiting.until(SOON, () -> platform.chain().node().blockNumber() >= mined))
                .isTrue();
        platform.node().lagBehind(0);
        before.reaches("finalized");
        during.reaches("finalized");
        toldAsEver(before);
        toldAsEver(during);
        paidOnce(recipient, 53);
    }

    @Test
    void aSubscriptionThatTellsNothingAnyMoreIsNotWaitedFor() {
        platform.node().silenceHeads(true);
        long kept = platform.node().headsKeptBack();
        Payment payment = wallet.pays(recipient, 28);
        paid(payment, 28);
        assertThat(platform.node().headsKeptBack()).isGreaterThan(kept);
    }

    private FaultPlan sends() {
        return platform.node().sendsOf(wallet.address());
    }

    private void paid(Payment payment, long wei) {
        payment.reaches("finalized");
        toldAsEver(payment);
        assertThat(payment.snapshot().path("attempts")).hasSize(1);
        paidOnce(recipient, wei);
    }

    private void toldAsEver(Payment payment) {
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
    }
}
