package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.node.NodePool;
import io.dapp.system.node.PoolRules;
import io.dapp.system.node.SignedTransaction;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A payment that offers more than at first, by its owner's wish or by itself, is one payment. */
class RaisesSystemTest extends SystemTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String UNDERPRICED = "replacement transaction underpriced";

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @ParameterizedTest
    @EnumSource(PoolRules.Client.class)
    void aRaiseInsideThePoolSatisfiesItsTenthOfBothFees(PoolRules.Client client) {
        NodePool pool = platform.node().behaveLike(client);
        platform.chain().stopMining();
        Payment payment = wallet.pays(recipient, 61);
        assertThat(Waiting.until(SOON, () -> pooled(pool, payment.hash()))).isTrue();
        Api.Answer answer = payment.asks("speed-up");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        String raised = answer.text("hash");
        assertThat(raised).isNotEqualTo(payment.hash());
        assertThat(Waiting.until(SOON, () -> pooled(pool, raised)))
                .as(() -> pool.refusals().toString())
                .isTrue();
        assertThat(pool.refusals()).extracting(NodePool.Refusal::message).doesNotContain(UNDERPRICED);
        platform.chain().startMining();
        payment.reaches("finalized");
        assertThat(payment.snapshot().path("hash").asString("")).isEqualTo(raised);
        toldRaised(payment, 1);
        assertThat(platform.chain().transactionCount(wallet.address())).isOne();
        paidOnce(recipient, 61);
    }

    /** A worker that does not wait for minutes follows the chain in the other's place. */
    @Test
    void whatANodeFindsTooCheapIsRaisedUntilItTakesIt() {
        NodePool pool = platform.node().behaveLikeGeth();
        try (ServiceProcess impatient = platform.newService(
                        "tx-monitor-worker",
                        Map.of(
                                "DAPP_CHAINS_LOCAL_REPLACEAFTER", "1s",
                                "DAPP_CHAINS_LOCAL_MAXFEECEILING", "1000000000000",
                                "DAPP_REPLACING_EVERY", "500ms"))
                .launch()) {
            impatient.awaitReady();
            platform.worker().kill();
            Fault held = platform.node().sendsOf(wallet.address()).hold();
            Payment payment = wallet.pays(recipient, 62);
            held.awaitHits(1, SOON);
            SignedTransaction first =
                    SignedTransaction.decode(platform.records().raw(payment.id()));
            BigInteger least =
                    first.maxPriorityFeePerGas().multiply(BigInteger.valueOf(3)).divide(BigInteger.TWO);
            pool.follow(PoolRules.geth().withMinTip(least));
            held.release();
            payment.reaches("finalized");
            long attempts = platform.records().attempts(payment.id());
            assertThat(attempts).isGreaterThan(1);
            assertThat(pool.refusals())
                    .extracting(NodePool.Refusal::message)
                    .contains("transaction underpriced: gas tip cap " + first.maxPriorityFeePerGas()
                            + ", minimum needed " + least);
            toldRaised(payment, attempts - 1);
            assertThat(platform.chain().transactionCount(wallet.address())).isOne();
            paidOnce(recipient, 62);
        }
    }

    private boolean pooled(NodePool pool, String hash) {
        return pool.executable(wallet.address()).stream()
                .anyMatch(pooled -> pooled.hash().equals(hash));
    }

    private void toldRaised(Payment payment, long times) {
        List<String> types = new ArrayList<>(List.of("transaction.pending"));
        types.addAll(Collections.nCopies((int) times, "transaction.replaced"));
        types.addAll(List.of("transaction.confirmed", "transaction.finalized"));
        toldOnce(payment, types.toArray(String[]::new));
    }
}
