package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    /** 3 in a row, at least 50 ms apart; 5 s at first and 2 minutes at most. */
    private final ChainSettings settings = TestChains.ofNodes("http://127.0.0.1:1");

    private long now = 1;
    private final Refusals refusals = new Refusals(settings, () -> now);

    @Test
    void countsOnlyWhatComesInARowAtOneDuty() {
        for (int i = 0; i < 100; i++) {
            assertThat(failed(Duty.BALANCES)).isFalse();
            assertThat(failed(Duty.BALANCES)).isFalse();
            assertThat(failed(Duty.SENDING)).isFalse();
            refusals.served(Duty.BALANCES);
            refusals.served(Duty.SENDING);
        }
        assertThat(failed(Duty.BALANCES)).isFalse();
        refusals.served(Duty.FEES);
        assertThat(failed(Duty.BALANCES)).isFalse();
        refusals.served(Duty.FOLLOWING);
        assertThat(failed(Duty.BALANCES))
                .as("what it does besides makes it no better")
                .isTrue();
        assertThat(refusals.avoided()).isTrue();
    }

    @Test
    void countsOnceWhatFailsTogether() {
        for (int i = 0; i < 2; i++) {
            now += settings.reconnectAfter().toNanos();
            for (int j = 0; j < 100; j++) {
                assertThat(refusals.refused(Duty.FEES)).isFalse();
            }
        }
        assertThat(failed(Duty.FEES)).isTrue();
    }

    @Test
    void isMorePatientWhereItMayBeTheTransactions() {
        for (int i = 1; i < 4 * settings.avoidAfter(); i++) {
            assertThat(failed(Duty.SENDING_UNCLEAR)).isFalse();
        }
        assertThat(failed(Duty.SENDING_UNCLEAR)).isTrue();
    }

    @Test
    void lastsLongerEachTimeItHappensAgainSoonUpToItsBound() {
        Duration expected = settings.avoidFor();
        for (int i = 0; i < 10; i++) {
            avoid();
            assertThat(refusals.lastTime()).isEqualTo(expected);
            now += expected.toNanos() - 1;
            assertThat(refusals.avoided()).isTrue();
            now += 1;
            assertThat(refusals.avoided()).isFalse();
            expected = expected.multipliedBy(2).compareTo(settings.avoidAtMost()) < 0
                    ? expected.multipliedBy(2)
                    : settings.avoidAtMost();
        }
        now += settings.avoidAtMost().toNanos();
        avoid();
        assertThat(refusals.lastTime()).isEqualTo(settings.avoidFor());
    }

    private void avoid() {
        while (!failed(Duty.FOLLOWING)) {
            assertThat(refusals.avoided()).isFalse();
        }
    }

    private boolean failed(Duty duty) {
        now += settings.reconnectAfter().toNanos();
        return refusals.refused(duty);
    }
}
