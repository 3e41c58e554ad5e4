package io.dapp.system.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The processor time that processes have used, from /proc (Linux). */
final class Processors {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int ENDED_USER = 13;
    private static final int ENDED_SYSTEM = 14;

    private final Map<String, List<Long>> processes = new LinkedHashMap<>();
    private final long postmaster;

    Processors(long postmaster) {
        this.postmaster = postmaster;
    }

    /** Counts these processes under a name. */
    void watch(String name, List<Long> pids) {
        processes.put(name, List.copyOf(pids));
    }

    /** Seconds by name; {@code PostgreSQL} is the sum of its processes, those that have ended too. */
    Reading read() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        processes.forEach((name, pids) -> seconds.put(
                name, pids.stream().mapToDouble(pid -> ticks(pid, USER, SYSTEM)).sum() / TICKS_PER_SECOND));
        Map<String, Double> roles = new TreeMap<>();
        double ended = ticks(postmaster, USER, SYSTEM, ENDED_USER, ENDED_SYSTEM);
        double[] live = {0};
        children((pid, title) -> {
            double used = ticks(pid, USER, SYSTEM);
            live[0] += used;
            roles.merge(role(title), used / TICKS_PER_SECOND, Double::sum);
        });
        seconds.put("PostgreSQL", (ended + live[0]) / TICKS_PER_SECOND);
        return new Reading(System.nanoTime(), seconds, roles);
    }

    private void children(BiConsumer<Long, String> each) {
        ProcessHandle.of(postmaster).orElseThrow().children().forEach(child -> {
            try {
                each.accept(
                        child.pid(),
                        Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"))
                                .replace('\0', ' ')
                                .strip());
            } catch (IOException ended) {
                // Its time is the postmaster's from now on.
            }
        });
    }

    /** {@code postgres: transaction_runtime dapp 127.0.0.1(4711) idle} is a session of that role. */
    private static String role(String title) {
        String[] words = title.replaceFirst("^postgres: ", "").split(" ", -1);
        return words[0];
    }

    private static double ticks(long pid, int... fields) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double sum = 0;
            for (int field : fields) {
                sum += Long.parseLong(values[field]);
            }
            return sum;
        } catch (IOException ended) {
            return 0;
        }
    }

    /**
     * What was used until a moment.
     *
     * @param roles PostgreSQL's live sessions and background processes
     */
    record Reading(long at, Map<String, Double> seconds, Map<String, Double> roles) {
        Map<String, Double> since(Reading before) {
            Map<String, Double> used = new LinkedHashMap<>();
            seconds.forEach((name, now) -> used.put(name, now - before.seconds.getOrDefault(name, 0.0)));
            return used;
        }

        Map<String, Double> rolesSince(Reading before) {
            Map<String, Double> used = new TreeMap<>();
            roles.forEach((name, now) -> used.put(name, now - before.roles.getOrDefault(name, 0.0)));
            return used;
        }
    }
}
