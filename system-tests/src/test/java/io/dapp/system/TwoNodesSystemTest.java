package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.JsonRpcFaultProxy;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes of one chain; the first is preferred, and may be behind. */
class TwoNodesSystemTest extends SystemTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** How many blocks a node may be behind and still be used, by default. */
    private static final int USABLE = 3;

    private final JsonRpcFaultProxy laggard = JsonRpcFaultProxy.before(
            platform.chain().node().httpUrl(), platform.chain().node().wsUrl());
    private final Map<String, String> both = Map.of(
            "DAPP_CHAINS_LOCAL_NODES_0_HTTPURL", laggard.httpUrl().toString(),
            "DAPP_CHAINS_LOCAL_NODES_0_WSURL", laggard.wsUrl().toString(),
            "DAPP_CHAINS_LOCAL_NODES_1_HTTPURL", platform.node().httpUrl().toString(),
            "DAPP_CHAINS_LOCAL_NODES_1_WSURL", platform.node().wsUrl().toString(),
            // On a busy machine neither of them is left because it answers late.
            "DAPP_CHAINS_LOCAL_SLOWMARGIN", "10s");
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @AfterEach
    void close() {
        laggard.close();
    }

    /** The next leader begins with the node that does not have the payment's block. */
    @Test
    void aNodeThatLagsBesideACurrentOneIsNotBelievedAboutAbsence() {
        try (ServiceProcess service =
                        platform.newService("transaction-service", both).launch();
                ServiceProcess next =
                        platform.newService("tx-monitor-worker", both).launch()) {
            service.awaitReady();
            next.awaitReady();
            platform.chain().stopMining();
            Payment mined = paid(service, 81);
            platform.chain().mine(1);
            mined.reaches("confirmed");
            long epoch = platform.records().followerEpoch();
            laggard.lagBehind(USABLE);
            laggard.calls().clear();
            platform.worker().kill();
            assertThat(Waiting.until(SOON, () -> platform.records().followerEpoch() > epoch))
                    .isTrue();
            // Fees are asked for of the node that decisions are taken with.
            laggard.calls().await("eth_feeHistory", 1, SOON);
            Payment meanwhile = paid(service, 82);
            assertThat(mined.status()).isEqualTo("confirmed");
            assertThat(meanwhile.status()).isEqualTo("pending");

            laggard.lagBehind(2L * USABLE);
            assertThat(Waiting.until(SOON, () -> goesOnWithAnother(next)))
                    .as("the node that is too far behind is left")
                    .isTrue();
            platform.chain().startMining();
            mined.reaches("finalized");
            meanwhile.reaches("finalized");
            toldAsEver(mined);
            toldAsEver(meanwhile);
            assertThat(platform.records().nonces(wallet.address())).containsExactly("0", "1");
            assertThat(platform.chain().transactionCount(wallet.address())).isEqualTo(2);
            paidOnce(recipient, 163);
        }
    }

    /** Accepted, and in the pool. */
    private Payment paid(ServiceProcess service, long wei) {
        long before = platform.chain().pendingTransactionCount(wallet.address());
        Payment payment = wallet.payment(
                wallet.asks(service, recipient, wei, UUID.randomUUID().toString()));
        assertThat(Waiting.until(SOON, () -> platform.chain().pendingTransactionCount(wallet.address()) == before + 1))
                .isTrue();
        return payment;
    }

    private static boolean goesOnWithAnother(ServiceProcess worker) {
        return worker.log().contains("chain local goes on with node");
    }

    private void toldAsEver(Payment payment) {
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
    }
}
