package io.dapp.transaction.core.simulation.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** {@code ./dapp simulate --postgres} runs more of them, or one again. */
class SchedulesOnPostgresTest {
    private static final int ORDINARY = 100;
    private static final int SCHEDULES = Integer.getInteger("simulation.postgres.schedules", ORDINARY);
    private static final long FIRST = Long.getLong("simulation.postgres.first", 0);
    private static final int AT_A_TIME = 2;
    private static final int STEPS = 220;
    private static final int SEEDS_OF_A_BUG = 60;
    private static final int RUNS_OF_A_SEED = 6;

    /** What has to happen in so many schedules. */
    private static final List<String> REACHED = List.of(
            "ACCEPT ended on its way",
            "SEND ended on its way",
            "FOLLOW ended on its way",
            "ACCEPT COMMIT answer lost",
            "ACCEPT COMMIT never arrived",
            "ACCEPT COMMIT under way",
            "SEND COMMIT answer lost",
            "SEND COMMIT never arrived",
            "SEND COMMIT under way",
            "FOLLOW COMMIT answer lost",
            "FOLLOW COMMIT never arrived",
            "FOLLOW COMMIT under way",
            "connection lost",
            "connection cut",
            "backend terminated",
            "transaction timed out",
            "lock waited for",
            "lock timed out",
            "process stood still",
            "told transaction.reorged",
            "told transaction.replaced",
            "finalized, attempts: 1",
            "finalized, attempts: 2",
            "failed replaced, attempts: 1",
            "failed cancelled, attempts: 2",
            "failed expired, attempts: 2");

    /** And in as many as a longer run makes. */
    private static final List<String> RARE = List.of(
            "REPLACE ended on its way",
            "OVERDUE ended on its way",
            "REPLACE COMMIT answer lost",
            "REPLACE COMMIT never arrived",
            "REPLACE COMMIT under way");

    private static final List<String> NOISY =
            List.of("org.springframework.transaction.support", "org.springframework.jdbc.support");

    /** Of its own kind of log; referred to, so that it stays as it is set. */
    private static final java.util.logging.Logger CAFFEINE =
            java.util.logging.Logger.getLogger("com.github.benmanes.caffeine");

    /** Spring says as errors that a connection which is lost cannot be rolled back either, Caffeine that a node lags. */
    @BeforeAll
    static void silence() {
        NOISY.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF));
        CAFFEINE.setLevel(java.util.logging.Level.OFF);
    }

    @AfterAll
    static void speak() {
        NOISY.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(null));
        CAFFEINE.setLevel(null);
    }

    @Test
    void whateverHappensEachRequestIsPaidOnceAndTheRecordAgrees() throws Exception {
        Long seed = Long.getLong("simulation.postgres.seed");
        if (seed != null) {
            again(seed);
            return;
        }
        Map<Long, String> failing = new ConcurrentSkipListMap<>();
        Map<String, Integer> reached = new ConcurrentHashMap<>();
        AtomicLong next = new AtomicLong(FIRST);
        long start = System.nanoTime();
        List<Thread> threads = IntStream.range(0, AT_A_TIME)
                .mapToObj(i -> Thread.ofPlatform().start(() -> some(next, failing, reached)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d schedules on PostgreSQL from seed %d in %.1f s: %.1f a second, %d failed%n%s%n",
                SCHEDULES, FIRST, seconds, SCHEDULES / seconds, failing.size(), new TreeMap<>(reached));
        assertThat(failing).as("seeds, what runs each again, and what broke").isEmpty();
        if (SCHEDULES >= ORDINARY) {
            assertThat(reached).containsKeys(REACHED.toArray(String[]::new));
        }
        if (SCHEDULES >= 3 * ORDINARY) {
            assertThat(reached).containsKeys(RARE.toArray(String[]::new));
        }
    }

    private static void some(AtomicLong next, Map<Long, String> failing, Map<String, Integer> reached) {
        try (Stage stage = new Stage()) {
            for (long seed = next.getAndIncrement(); seed < FIRST + SCHEDULES; seed = next.getAndIncrement()) {
                Schedule schedule = new Schedule(stage, seed, null);
                String again = "./dapp simulate --postgres --seed " + seed + ": ";
                long of = seed;
                broken(schedule).ifPresent(what -> failing.put(of, again + what));
                schedule.reached().forEach((what, times) -> reached.merge(what, times, Integer::sum));
            }
        } catch (Exception e) {
            failing.put(-1L, "no schedule can be run: " + e);
        }
    }

    /** Some seeds each, as PostgreSQL may let a schedule go another way. */
    @ParameterizedTest
    @EnumSource(PlantedBug.class)
    void aStatementThatDoesLessThanItShouldIsFound(PlantedBug bug) throws Exception {
        List<String> found = new ArrayList<>();
        try (Stage stage = new Stage()) {
            for (long seed = bug.seed(); seed < bug.seed() + SEEDS_OF_A_BUG && found.isEmpty(); seed++) {
                broken(new Schedule(stage, seed, bug)).ifPresent(found::add);
            }
        }
        assertThat(found)
                .as("%s, in schedules from seed %d on", bug, bug.seed())
                .singleElement()
                .asString()
                .containsPattern(bug.shows());
    }

    /** Not each time: of several that wait for a lock PostgreSQL may give it to another one. */
    @Test
    void aSeedMakesTheSameHappenAgain() throws Exception {
        try (Stage stage = new Stage()) {
            for (long seed : List.of(0L, 1L, 2L)) {
                Set<List<String>> seen = new HashSet<>();
                boolean again = false;
                for (int run = 0; run < RUNS_OF_A_SEED && !again; run++) {
                    Schedule schedule = new Schedule(stage, seed, null);
                    schedule.run(STEPS);
                    again = !seen.add(List.copyOf(schedule.trace()));
                }
                assertThat(again)
                        .as("seed %d twice the same in %d runs", seed, RUNS_OF_A_SEED)
                        .isTrue();
            }
        }
    }

    private static void again(long seed) throws Exception {
        try (Stage stage = new Stage()) {
            Schedule schedule = new Schedule(stage, seed, null);
            try {
                schedule.run(STEPS);
            } finally {
                schedule.trace().forEach(System.out::println);
            }
        }
    }

    /** What broke, if anything. */
    private static Optional<String> broken(Schedule schedule) {
        try {
            schedule.run(STEPS);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e));
        }
    }
}
