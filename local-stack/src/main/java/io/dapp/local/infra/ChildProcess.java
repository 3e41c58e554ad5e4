package io.dapp.local.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program started by this JVM, its output in a file. */
public final class ChildProcess {
    private static final int LAST_LINES = 4;
    private static final int LONGEST_LINE = 300;

    private final String name;
    private final Process process;
    private final Path log;
    private volatile boolean stopped;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code command} with this JVM's environment. */
    public static ChildProcess start(String name, List<String> command, Path log) {
        return startIn(System.getenv(), name, command, log);
    }

    /** Starts {@code command} with exactly {@code environment}. */
    public static ChildProcess startIn(Map<String, String> environment, String name, List<String> command, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new ChildProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new InfrastructureException(name + " could not be started: " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code; empty where it goes on for longer than {@code limit}. */
    public Optional<Integer> await(Duration limit) {
        return waitFor(limit) ? Optional.of(process.exitValue()) : Optional.empty();
    }

    /** Asks the process to end, waits for {@code patience} and then ends it; true when it ended by itself. */
    public boolean stop(Duration patience) {
        if (stopped) {
            signal("CONT");
        }
        process.destroy();
        boolean ended = waitFor(patience);
        if (!ended) {
            kill();
        }
        return ended;
    }

    /** Ends the process at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        waitFor(Duration.ofSeconds(10));
    }

    /** Sends STOP, CONT, TERM ... */
    public void signal(String signal) {
        if (!process.isAlive()) {
            return;
        }
        stopped = signal.equals("STOP");
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until {@code ready}; fails with the end of the log when the process ends before or the time is over. */
    public void awaitReady(Duration limit, java.util.function.BooleanSupplier ready) {
        boolean met = Waiting.until(limit, () -> !isAlive() || ready.getAsBoolean());
        if (!isAlive()) {
            throw new InfrastructureException(name + " ended with exit code " + process.exitValue()
                    + " while starting. Its last words:\n" + tail());
        }
        if (!met) {
            kill();
            throw new InfrastructureException(
                    name + " was not ready within " + limit.toSeconds() + " s. Its last words:\n" + tail());
        }
    }

    private boolean waitFor(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                    .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " ..." : line)
                    .collect(Collectors.joining("\n    ", "    ", "\n    (all of it: " + log + ")"));
        } catch (IOException e) {
            return "    (no log: " + e.getMessage() + ")";
        }
    }
}
