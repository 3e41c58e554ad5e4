package io.dapp.transaction.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private final Trials trials = new Trials(new TrialSettings(2, Duration.ofMillis(50)));
    private final UUID user = UUID.randomUUID();

    @Test
    void waitForTheirTurn() throws Exception {
        Trials patient = new Trials(new TrialSettings(2, Duration.ofSeconds(20)));
        AtomicInteger running = new AtomicInteger();
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> patient.of(user, () -> {
                    int now = running.incrementAndGet();
                    LockSupport.parkNanos(100_000);
                    running.decrementAndGet();
                    return now;
                })));
            }
        }
        for (Future<Integer> each : answers) {
            assertThat(each.get()).isBetween(1, 2);
        }
    }

    @Test
    void areBoundedPerUserAndForAsLongAsTheyLast() {
        for (int i = 0; i < 3; i++) {
            trials.of(
                    user,
                    () -> trials.of(user, () -> {
                        assertThatThrownBy(() -> trials.of(user, () -> "third"))
                                .isInstanceOfSatisfying(
                                        ProblemException.class,
                                        e -> assertThat(e.code()).isEqualTo(CommonError.RATE_LIMITED));
                        return trials.of(UUID.randomUUID(), () -> "another's first");
                    }));
        }
        assertThatThrownBy(() -> trials.of(user, () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(trials.<String>of(user, () -> trials.of(user, () -> "second")))
                .isEqualTo("second");
    }
}
