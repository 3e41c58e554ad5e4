package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallBudgetTest {
    @Test
    void givesASecondsCallsAtOnceAndThoseAfterThemAtTheirRate() throws InterruptedException {
        CallBudget budget = new CallBudget(100);
        assertThat(budget.take(100, Duration.ZERO)).isTrue();
        long start = System.nanoTime();
        for (int i = 0; i < 21; i++) {
            assertThat(budget.take(1, Duration.ofSeconds(5))).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));
        assertThat(budget.take(1_000, Duration.ofSeconds(5))).isTrue();
        assertThat(budget.take(1, Duration.ofSeconds(5))).as("ten seconds away").isFalse();
    }

    @Test
    void hasNoEndWhereNoneIsConfigured() throws InterruptedException {
        CallBudget budget = new CallBudget(0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(budget.take(1_000, Duration.ZERO)).isTrue();
        }
    }
}
