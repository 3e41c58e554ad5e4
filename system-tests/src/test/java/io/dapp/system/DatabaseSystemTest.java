package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.TcpProxy;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DatabaseSystemTest extends SystemTest {
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();
    private final String key = UUID.randomUUID().toString();

    @Test
    void aConnectionLostAfterTheCommitIsAnAcceptedPayment() {
        platform.postgres().ambush("insert into payment", TcpProxy.At.AFTER);
        Api.Answer answer = wallet.asks(platform.transactions(), recipient, 41, key);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        wallet.payment(answer).reaches("finalized");
        assertThat(wallet.asks(platform.transactions(), recipient, 41, key).body())
                .isEqualTo(answer.body());
        assertThat(platform.records().payments(user.id())).isEqualTo(1);
        paidOnce(recipient, 41);
    }

    @Test
    void aConnectionLostBeforeTheCommitRecordsNothingAndTheSameKeyIsGood() {
        long before = platform.records().rowsOfPayments();
        platform.postgres().ambush("insert into payment", TcpProxy.At.BEFORE);
        Api.Answer answer = wallet.asks(platform.transactions(), recipient, 43, key);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("service_unavailable");
        assertThat(platform.records().rowsOfPayments()).isEqualTo(before);
        Api.Answer again = wallet.asks(platform.transactions(), recipient, 43, key);
        wallet.payment(again).reaches("finalized");
        assertThat(platform.records().payments(user.id())).isEqualTo(1);
        assertThat(platform.records().nonces(wallet.address())).containsExactly("0");
        paidOnce(recipient, 43);
    }

    @Test
    void aDatabaseThatGoesAwayInTheCommitLeavesAnOutcomeThatTheSameKeyLearns() {
        platform.postgres().ambush("insert into payment", TcpProxy.At.AFTER_AND_AWAY);
        Api.Answer unknown = wallet.asks(platform.transactions(), recipient, 47, key);
        assertThat(unknown.status()).as(unknown.toString()).isEqualTo(503);
        assertThat(unknown.code()).isEqualTo("outcome_unknown");
        platform.postgres().back();
        Api.Answer[] again = {unknown};
        assertThat(Waiting.until(Duration.ofSeconds(10), () -> {
                    again[0] = wallet.asks(platform.transactions(), recipient, 47, key);
                    return again[0].status() == 202;
                }))
                .as(() -> again[0].toString())
                .isTrue();
        assertThat(again[0].text("transaction_id")).isEqualTo(unknown.text("transaction_id"));
        wallet.payment(again[0]).reaches("finalized");
        assertThat(platform.records().payments(user.id())).isEqualTo(1);
        paidOnce(recipient, 47);
    }
}
