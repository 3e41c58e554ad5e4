package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.Waiting;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Starts the parts in dependency order and in parallel, watches them, repairs on request and stops them in order. */
final class Supervisor {
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(300);

    /** Not virtual: what starts here initialises classes and waits inside them, which would hold all carriers. */
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().name("part-", 1).daemon(true).factory();

    private final List<Part> parts;
    private final StatusBoard board;
    private long begun = System.nanoTime();
    private volatile boolean stopping;

    Supervisor(List<Part> parts, StatusBoard board) {
        this.parts = parts;
        this.board = board;
        parts.forEach(part -> board.add(part.name(), part.urls()));
    }

    /** Starts what does not run; true when everything is ready afterwards. */
    boolean startMissing() {
        begun = System.nanoTime();
        board.state(StackStatus.State.STARTING);
        Map<String, CompletableFuture<Boolean>> ready = new ConcurrentHashMap<>();
        parts.forEach(part -> ready.put(part.name(), new CompletableFuture<>()));
        try (ExecutorService starters = Executors.newThreadPerTaskExecutor(THREADS)) {
            for (Part part : parts) {
                starters.execute(() -> {
                    boolean started = false;
                    try {
                        started = startWhenPossible(part, ready);
                    } finally {
                        result(ready, part.name()).complete(started);
                    }
                });
            }
        }
        boolean all = ready.values().stream().allMatch(each -> each.getNow(false));
        if (all && !stopping) {
            board.ready(seconds(begun), Processes.memory(ProcessHandle.current()));
        } else if (!stopping) {
            board.state(StackStatus.State.FAILED);
        }
        return all;
    }

    /** Notices parts that end by themselves, until the platform is stopped; {@code requests} is asked each time. */
    void watch(Runnable requests) {
        while (!stopping) {
            for (Part part : parts) {
                if (board.get(part.name()).state() == Component.State.READY && !part.isAlive() && !stopping) {
                    board.update(part.name(), component -> component.failed("ended by itself or was killed"));
                    board.state(StackStatus.State.FAILED);
                }
            }
            requests.run();
            Waiting.until(WATCH_INTERVAL, () -> stopping);
        }
    }

    /** Stops layer by layer, the parts of a layer at once; safe to call from several threads. */
    synchronized void stop() {
        stopping = true;
        board.state(StackStatus.State.STOPPING);
        Map<Integer, List<Part>> layers = new TreeMap<>(Comparator.reverseOrder());
        parts.forEach(part -> layers.computeIfAbsent(part.layer(), _ -> new java.util.ArrayList<>())
                .add(part));
        for (List<Part> layer : layers.values()) {
            try (ExecutorService stoppers = Executors.newThreadPerTaskExecutor(THREADS)) {
                layer.forEach(part -> stoppers.execute(() -> stop(part)));
            }
        }
        board.state(StackStatus.State.STOPPED);
    }

    double elapsedSeconds() {
        return seconds(begun);
    }

    private boolean startWhenPossible(Part part, Map<String, CompletableFuture<Boolean>> ready) {
        if (board.get(part.name()).state() == Component.State.READY && part.isAlive()) {
            return true;
        }
        for (String need : part.needs()) {
            if (!result(ready, need).join()) {
                board.update(part.name(), component -> component.failed("not started: " + need + " is missing"));
                return false;
            }
        }
        if (stopping) {
            return false;
        }
        long start = System.nanoTime();
        board.update(part.name(), Component::starting);
        try {
            stop(part);
            part.start();
            board.update(part.name(), component -> component.ready(pidOf(part), seconds(start)));
            return true;
        } catch (Exception | LinkageError e) {
            if (!stopping) {
                board.update(part.name(), component -> component.failed(reason(e)));
            }
            return false;
        }
    }

    private void stop(Part part) {
        boolean ran = part.isAlive();
        try {
            part.stop();
        } catch (RuntimeException e) {
            board.say("  " + part.name() + " did not stop cleanly: " + reason(e));
        }
        if (ran) {
            board.update(part.name(), Component::stopped);
        }
    }

    private static CompletableFuture<Boolean> result(Map<String, CompletableFuture<Boolean>> ready, String name) {
        return java.util.Objects.requireNonNull(ready.get(name));
    }

    private static @Nullable Long pidOf(Part part) {
        Long own = part.pid();
        return own != null ? own : Long.valueOf(ProcessHandle.current().pid());
    }

    private static String reason(Throwable e) {
        return e instanceof InfrastructureException && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    private static double seconds(long since) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.2f", (System.nanoTime() - since) / 1e9));
    }
}
