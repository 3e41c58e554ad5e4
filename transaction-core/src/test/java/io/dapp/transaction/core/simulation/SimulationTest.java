package io.dapp.transaction.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Dsimulation.seed=N} runs one schedule again, {@code -Dsimulation.schedules=N} so many. */
class SimulationTest {
    private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 10_000);
    private static final int MIRRORED = Integer.getInteger("simulation.mirrored", 200);
    private static final int STEPS = 40;

    @Test
    void whateverHappensEachRequestIsPaidOnceAndTheRecordAgrees() {
        Long seed = Long.getLong("simulation.seed");
        if (seed != null) {
            new World(seed, null).run(STEPS);
            return;
        }
        AtomicLong failing = new AtomicLong(Long.MAX_VALUE);
        LongStream.range(0, SCHEDULES).parallel().forEach(one -> {
            if (broken(one, null).isPresent()) {
                failing.accumulateAndGet(one, Math::min);
            }
        });
        long first = failing.get();
        assertThatCode(() -> {
                    if (first != Long.MAX_VALUE) {
                        new World(first, null).run(STEPS);
                    }
                })
                .as("seed " + first + ", to be run again by -Dsimulation.seed=" + first)
                .doesNotThrowAnyException();
    }

    @Test
    void theSchedulesReachWhatTheyAreFor() {
        Set<String> seen = new TreeSet<>();
        LongStream.range(0, 500).forEach(seed -> {
            World world = new World(seed, null);
            world.run(STEPS);
            seen.addAll(world.seen());
        });
        assertThat(seen)
                .contains(
                        "transaction.reorged",
                        "transaction.replaced",
                        "finalized null only",
                        "finalized null newest",
                        "finalized null older",
                        "failed replaced only",
                        "failed replaced newest",
                        "failed cancelled newest");
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    void aRuleThatIsBrokenIsFound(Bug bug) {
        Optional<Long> found = LongStream.range(0, SCHEDULES)
                .boxed()
                .filter(seed -> broken(seed, bug).isPresent())
                .findFirst();
        assertThat(found).as(bug + " within " + SCHEDULES + " schedules").isPresent();
    }

    /** The sender's statements as they are, in PostgreSQL, beside the model of them. */
    @Test
    void theModelDoesWhatPostgresDoes() throws Exception {
        try (PostgresMirror mirror = new PostgresMirror()) {
            for (long seed = 0; seed < MIRRORED; seed++) {
                try {
                    new World(seed, null, mirror).run(STEPS);
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        }
    }

    @Test
    void aModelThatDiffersFromPostgresIsFound() throws Exception {
        try (PostgresMirror mirror = new PostgresMirror()) {
            assertThatThrownBy(() -> {
                        for (long seed = 0; seed < MIRRORED; seed++) {
                            new World(seed, Bug.NEVER_SENT_AGAIN, mirror).run(STEPS);
                        }
                    })
                    .isInstanceOf(Broken.class)
                    .hasMessageContaining("PostgreSQL has");
        }
    }

    @Test
    void aSeedAlwaysMakesTheSameHappen() {
        Optional<Long> seed = LongStream.range(0, SCHEDULES)
                .boxed()
                .filter(one -> broken(one, Bug.NONCE_GIVEN_TWICE).isPresent())
                .findFirst();
        assertThat(seed).isPresent();
        assertThat(broken(seed.orElseThrow(), Bug.NONCE_GIVEN_TWICE))
                .isEqualTo(broken(seed.orElseThrow(), Bug.NONCE_GIVEN_TWICE));
    }

    /** What broke, if anything. */
    private static Optional<String> broken(long seed, @Nullable Bug bug) {
        try {
            new World(seed, bug).run(STEPS);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e));
        }
    }
}
