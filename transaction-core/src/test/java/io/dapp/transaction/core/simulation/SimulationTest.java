package io.dapp.transaction.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ./dapp simulate} runs more of them, or one again. */
class SimulationTest {
    private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 10_000);
    private static final long FIRST = Long.getLong("simulation.first", 0);
    private static final int MIRRORED = Integer.getInteger("simulation.mirrored", 200);
    private static final int STEPS = 40;

    /** Where processes end, and what else has to happen in so many schedules. */
    private static final List<String> REACHED = List.of(
            "ended: accepting, before the transaction",
            "ended: accepting, after the COMMIT",
            "ended: sending, before a transaction",
            "ended: sending, before the call",
            "ended: sending, before its answer",
            "ended: sending, after a COMMIT",
            "ended: replacing, signed",
            "ended: replacing, after the COMMIT",
            "ended: following, before the transaction",
            "ended: following, after the COMMIT",
            "accepting, the COMMIT undone",
            "sending, the COMMIT kept and not answered",
            "sending, the COMMIT undone and not answered",
            "sending, the lease not free",
            "sending, the lease another's",
            "following, the lease another's",
            "following, a reorg");

    @Test
    void whateverHappensEachRequestIsPaidOnceAndTheRecordAgrees() throws Exception {
        Long seed = Long.getLong("simulation.seed");
        if (seed != null) {
            again(seed);
            return;
        }
        Map<Long, String> failing = new ConcurrentSkipListMap<>();
        Set<String> reached = new ConcurrentSkipListSet<>();
        long start = System.nanoTime();
        LongStream.range(FIRST, FIRST + SCHEDULES)
                .parallel()
                .forEach(one -> broken(one, null, reached).ifPresent(what -> failing.put(one, what)));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d schedules from seed %d in %.1f s: %.0f a minute, %d failed%n",
                SCHEDULES, FIRST, seconds, SCHEDULES / seconds * 60, failing.size());
        assertThat(failing)
                .as("seeds and what broke; each runs again by ./dapp simulate --seed N")
                .isEmpty();
        if (SCHEDULES >= 10_000) {
            assertThat(reached).containsExactlyInAnyOrderElementsOf(REACHED);
        }
    }

    /** With PostgreSQL beside the model, where it may be what differs. */
    private static void again(long seed) throws Exception {
        new World(seed, null).run(STEPS);
        try (PostgresMirror mirror = new PostgresMirror()) {
            new World(seed, null, mirror).run(STEPS);
        }
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
                    throw new AssertionError(
                            "seed " + seed + ", which runs again by ./dapp simulate --seed " + seed, e);
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
        return broken(seed, bug, new TreeSet<>());
    }

    private static Optional<String> broken(long seed, @Nullable Bug bug, Set<String> reached) {
        World world = new World(seed, bug);
        try {
            world.run(STEPS);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e));
        } finally {
            reached.addAll(world.reached());
        }
    }
}
