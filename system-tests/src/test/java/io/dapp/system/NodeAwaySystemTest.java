package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import io.dapp.system.proxy.Fault;
import io.dapp.testing.TestNode;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeAwaySystemTest extends SystemTest {
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @Test
    void withTheNodeAwayNothingIsRecordedAndAfterwardsTheSameKeyIsGood() {
        String key = UUID.randomUUID().toString();
        platform.node().away();
        assertThat(Waiting.until(
                        Duration.ofSeconds(15),
                        () -> wallet.asks(platform.transactions(), recipient, 5, key)
                                        .status()
                                == 503))
                .isTrue();
        Api.Answer refused = wallet.asks(platform.transactions(), recipient, 5, key);
        assertThat(refused.code()).isEqualTo("chain_unavailable");
        assertThat(platform.records().payments(user.id())).isZero();

        platform.node().heal();
        Api.Answer[] accepted = {refused};
        assertThat(Waiting.until(Duration.ofSeconds(20), () -> {
                    accepted[0] = wallet.asks(platform.transactions(), recipient, 5, key);
                    return accepted[0].status() == 202;
                }))
                .isTrue();
        wallet.payment(accepted[0]).reaches("finalized");
        paidOnce(recipient, 5);
    }

    @Test
    void aNodeThatGoesAwayAfterTheAcceptanceIsSentToWhenItReturns() {
        platform.node().always("eth_sendRawTransaction", new Fault.Refuse());
        Payment payment = wallet.pays(recipient, 6);
        platform.node().away();
        assertThat(payment.snapshot().path("status").asString("")).isEqualTo("pending");
        platform.node().heal();
        payment.reaches("finalized");
        paidOnce(recipient, 6);
    }

    @Test
    void anAnswerThatIsLostAfterTheNodeTookThePaymentCostsNothing() {
        platform.node().times(2, "eth_sendRawTransaction", new Fault.DropAnswer());
        Payment payment = wallet.pays(recipient, 7).reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 7);
    }

    @Test
    void aNodeOfAnotherChainIsShutOutAndSaidSo() {
        try (TestNode other = TestNode.start(5, null);
                var service = platform.newTransactionService(Map.of(
                        "DAPP_CHAINS_LOCAL_NODES_0_HTTPURL",
                        other.httpUrl().toString(),
                        "DAPP_CHAINS_LOCAL_NODES_0_WSURL",
                        ""))) {
            service.start();
            Api.Answer answer =
                    wallet.asks(service, recipient, 8, UUID.randomUUID().toString());
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("chain_unavailable");
            assertThat(service.log()).containsPattern("chain.*5\\b.*31337|31337.*\\b5\\b");
        }
        assertThat(platform.records().payments(user.id())).isZero();
    }
}
