package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaymentPathSystemTest extends SystemTest {
    @Test
    void aPaymentGoesFromTheRequestToAFinalBlockAndIsToldOnTheWay() {
        User user = platform.user();
        String recipient = platform.stranger();
        try (LiveSocket live = user.listens()) {
            Payment payment = user.fundedWallet().pays(recipient, 12345);
            payment.reaches("finalized");
            live.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(5));
            assertThat(live.told(payment.id()))
                    .containsExactly("transaction.pending", "transaction.confirmed", "transaction.finalized");
            assertThat(payment.snapshot().path("status").asString("")).isEqualTo("finalized");
            toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        }
        paidOnce(recipient, 12345);
    }
}
