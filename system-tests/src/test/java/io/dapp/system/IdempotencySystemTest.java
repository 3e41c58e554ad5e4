package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdempotencySystemTest extends SystemTest {
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();
    private final String key = UUID.randomUUID().toString();

    @Test
    void theSameKeyFiftyTimesAtOnceIsOnePayment() throws Exception {
        List<Api.Answer> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Api.Answer>> calls = IntStream.range(0, 50)
                    .mapToObj(
                            _ -> (Callable<Api.Answer>) () -> wallet.asks(platform.transactions(), recipient, 700, key))
                    .toList();
            answers = threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
        assertThat(answers).extracting(Api.Answer::status).containsOnly(202);
        assertThat(answers)
                .extracting(Api.Answer::body)
                .containsOnly(answers.getFirst().body());
        Payment payment = wallet.payment(answers.getFirst()).reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        assertThat(platform.records().payments(user.id())).isEqualTo(1);
        paidOnce(recipient, 700);
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        Payment payment = wallet.payment(wallet.asks(platform.transactions(), recipient, 700, key));
        Api.Answer other = wallet.asks(platform.transactions(), recipient, 701, key);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(platform.records().payments(user.id())).isEqualTo(1);
        payment.reaches("finalized");
        paidOnce(recipient, 700);
    }
}
