package io.dapp.transaction.core.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.Address;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CombinerTest {
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void theEndRefusesWhoWaitsAndAwaitsWhatIsTaken() throws Exception {
        Combiner combiner = combiner(Duration.ofSeconds(20));
        Submission running = submission();
        Submission waiting = submission();
        combiner.submit(running);
        taken.await();
        combiner.submit(waiting);

        CompletableFuture<Void> end = CompletableFuture.runAsync(combiner::close);

        await().until(waiting.answer()::isCompletedExceptionally);
        assertThatThrownBy(waiting.answer()::join)
                .hasCauseInstanceOf(ProblemException.class)
                .hasMessageContaining("being stopped");
        assertThat(running.answer()).isNotDone();
        assertThat(end).isNotDone();
        assertThatThrownBy(() -> combiner.submit(submission())).isInstanceOf(ProblemException.class);

        goOn.countDown();
        end.join();
        assertThat(running.answer()).isCompleted();
    }

    @Test
    void whatIsTakenIsAwaitedForABoundedTimeOnly() throws Exception {
        Combiner combiner = combiner(Duration.ofMillis(50));
        combiner.submit(submission());
        taken.await();

        combiner.close();

        goOn.countDown();
    }

    private Combiner combiner(Duration shutdown) {
        LineSettings settings = new LineSettings(
                100,
                1000,
                3,
                Duration.ofMillis(25),
                32,
                200,
                3,
                Duration.ofMillis(5),
                2,
                3,
                Duration.ofMillis(200),
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(6),
                Duration.ofSeconds(2),
                Duration.ofMillis(200),
                8,
                40,
                2,
                10_000,
                Duration.ofMillis(50),
                3,
                10,
                Duration.ofSeconds(8),
                shutdown);
        return new Combiner(this::hold, settings);
    }

    private void hold(AccountKey account, List<Submission> batch) {
        taken.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        batch.forEach(submission -> submission.answer().complete(new StoredAnswer(202, "{}")));
    }

    private static Submission submission() {
        WalletKey wallet = new WalletKey.Encrypted(
                Address.parse("0x00000000000000000000000000000000000000bb"), "none", Bytes.EMPTY, Bytes.EMPTY);
        return new Submission(CoreInstance.order(UUID.randomUUID(), wallet, 1, null), false);
    }
}
