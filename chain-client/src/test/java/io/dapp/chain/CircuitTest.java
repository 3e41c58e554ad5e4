package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
    /** 3 of the last 10 open it, for 50 ms at first and 30 s at most. */
    private final ChainSettings settings = TestChains.ofNodes("http://127.0.0.1:1");

    private long now = 1;
    private final Circuit circuit = new Circuit(settings, () -> now);

    @Test
    void opensOnlyWhenEnoughOfTheNewestCallsFailed() {
        for (int i = 0; i < 100; i++) {
            assertThat(circuit.failed()).as("two in ten").isFalse();
            assertThat(circuit.failed()).isFalse();
            for (int j = 0; j < 8; j++) {
                circuit.answered();
            }
        }
        assertThat(circuit.closed()).isTrue();
        circuit.failed();
        circuit.failed();
        assertThat(circuit.failed()).isTrue();
        assertThat(circuit.closed()).isFalse();
        assertThat(circuit.failed()).as("it is open already").isFalse();
    }

    @Test
    void letsOneProbeDecideAndStaysOpenForLongerEachTimeUpToItsBound() {
        open();
        long expected = settings.reconnectAfter().toMillis();
        for (int i = 0; i < 20; i++) {
            assertThat(circuit.untilProbe(false)).isEqualTo(Duration.ofMillis(expected));
            now += Duration.ofMillis(expected).toNanos();
            assertThat(circuit.untilProbe(false)).isEqualTo(Duration.ZERO);
            assertThat(circuit.closed()).as("half open").isFalse();
            circuit.probed(false);
            expected = Math.min(2 * expected, settings.circuitOpenAtMost().toMillis());
        }
        now += settings.circuitOpenAtMost().toNanos();
        assertThat(circuit.untilProbe(false)).isZero();
        circuit.probed(true);
        assertThat(circuit.closed()).isTrue();
    }

    @Test
    void remembersThatItWasOpenNotLongAgo() {
        open();
        close();
        open();
        assertThat(circuit.untilProbe(false))
                .isEqualTo(settings.reconnectAfter().multipliedBy(2));
        close();
        now += settings.circuitOpenAtMost().toNanos();
        open();
        assertThat(circuit.untilProbe(false)).isEqualTo(settings.reconnectAfter());
    }

    @Test
    void isProbedSoonerWhereThereIsNoOtherNode() {
        for (int i = 0; i < 5; i++) {
            open();
            close();
        }
        open();
        assertThat(circuit.untilProbe(false)).isGreaterThan(settings.pollInterval());
        assertThat(circuit.untilProbe(true)).isEqualTo(settings.pollInterval());
    }

    private void open() {
        for (int i = 0; i < settings.circuitFailures(); i++) {
            circuit.failed();
        }
        assertThat(circuit.closed()).isFalse();
    }

    private void close() {
        now += circuit.untilProbe(false).toNanos();
        assertThat(circuit.untilProbe(false)).isZero();
        circuit.probed(true);
        assertThat(circuit.closed()).isTrue();
    }
}
