package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.node.Fault;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import io.dapp.testing.TestNode;
import java.time.Duration;
import java.util.List;
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
        long noticed = noticed();
        platform.node().refuseConnections();
        // Until it is noticed payments may be accepted, and are sent later.
        assertThat(Waiting.until(Duration.ofSeconds(15), () -> noticed() > noticed))
                .isTrue();
        long before = platform.records().rowsOfPayments();
        Api.Answer refused = wallet.asks(platform.transactions(), recipient, 5, key);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("chain_unavailable");
        assertThat(platform.records().rowsOfPayments()).isEqualTo(before);

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
    void withTheNodeAwayReadsTellWhatWasKnownLastAndSayThatItIsStale() {
        String account = "/api/blockchain/31337/balance/";
        List<String> paths = List.of(
                "/api/blockchain/31337/head",
                "/api/blockchain/31337/fees",
                account + wallet.address(),
                "/api/wallets/" + wallet.address() + "/balance");
        paths.forEach(path -> assertThat(read(path).header("X-Cache")).as(path).isEmpty());
        long noticed = noticed();
        platform.node().refuseConnections();
        assertThat(Waiting.until(Duration.ofSeconds(15), () -> noticed() > noticed))
                .isTrue();
        for (String path : paths) {
            Api.Answer last = read(path);
            assertThat(last.status() + " " + last.header("X-Cache")).as(path).isEqualTo("200 stale");
        }
        assertThat(read(account + wallet.address()).text("balance")).isEqualTo("10000000000000000000");
        Api.Answer neverAsked = read(account + recipient);
        assertThat(neverAsked.status() + " " + neverAsked.code()).isEqualTo("503 chain_unavailable");
        Api.Answer strange = platform.user().at(platform.transactions()).get(paths.getLast());
        assertThat(strange.status()).as("of a wallet of another's").isEqualTo(404);

        platform.node().heal();
        for (String path : paths) {
            assertThat(Waiting.until(
                            Duration.ofSeconds(20),
                            () -> read(path).header("X-Cache").isEmpty()))
                    .as(path)
                    .isTrue();
        }
    }

    private Api.Answer read(String path) {
        return user.at(platform.transactions()).get(path);
    }

    @Test
    void aNodeThatGoesAwayAfterTheAcceptanceIsSentToWhenItReturns() {
        Fault sends = platform.node().on("eth_sendRawTransaction").dropCall();
        Payment payment = wallet.pays(recipient, 6);
        sends.awaitHits(1, Duration.ofSeconds(10));
        platform.node().refuseConnections();
        assertThat(payment.snapshot().path("status").asString("")).isEqualTo("pending");
        assertThat(platform.chain().pendingTransactionCount(wallet.address())).isZero();
        platform.node().heal();
        payment.reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 6);
    }

    @Test
    void anAnswerThatIsLostAfterTheNodeTookThePaymentCostsNothing() {
        Fault lost = platform.node().on("eth_sendRawTransaction").first(2).dropAnswer();
        Payment payment = wallet.pays(recipient, 7).reaches("finalized");
        assertThat(lost.hits()).isPositive();
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 7);
    }

    @Test
    void aNodeOfAnotherChainIsShutOutAndSaidSo() {
        try (TestNode other = TestNode.start(5, null);
                var service = platform.newService(
                        "transaction-service",
                        Map.of(
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

    /** How often transaction-service has found its node away. */
    private long noticed() {
        return platform.transactions()
                .log()
                .lines()
                .filter(line -> line.contains("is away and not used"))
                .count();
    }
}
