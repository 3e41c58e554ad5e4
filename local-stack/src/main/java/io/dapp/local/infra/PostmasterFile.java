package io.dapp.local.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code postmaster.pid}: tells whether a server still runs on a data folder. */
final class PostmasterFile {
    private static final Duration START_TIME_SLACK = Duration.ofSeconds(5);

    private PostmasterFile() {}

    static OptionalLong pid(Path dataDirectory) {
        return read(dataDirectory)
                .map(lines -> OptionalLong.of(number(lines, 0)))
                .orElse(OptionalLong.empty());
    }

    /** The server that runs on the folder. A process that merely has the recorded number now is not it. */
    static Optional<ProcessHandle> running(Path dataDirectory) {
        return read(dataDirectory)
                .flatMap(lines -> ProcessHandle.of(number(lines, 0))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> startedAt(process, Instant.ofEpochSecond(number(lines, 2)))));
    }

    /** Stops a server that outlived its parent (fast shutdown, then at once) and removes what would stop the next start. */
    static boolean stopLeftover(Path dataDirectory) {
        Optional<ProcessHandle> leftover = running(dataDirectory);
        leftover.ifPresent(process -> {
            signal("INT", process.pid());
            if (!Waiting.until(Duration.ofSeconds(15), () -> !process.isAlive())) {
                signal("QUIT", process.pid());
                if (!Waiting.until(Duration.ofSeconds(5), () -> !process.isAlive())) {
                    throw new InfrastructureException(
                            "PostgreSQL (process " + process.pid() + ") on " + dataDirectory + " does not stop");
                }
            }
        });
        try {
            Files.deleteIfExists(dataDirectory.resolve("postmaster.pid"));
            Files.deleteIfExists(dataDirectory.resolve("epg-lock"));
        } catch (IOException e) {
            throw new InfrastructureException("cannot clean " + dataDirectory + ": " + e.getMessage(), e);
        }
        return leftover.isPresent();
    }

    private static Optional<List<String>> read(Path dataDirectory) {
        try {
            List<String> lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
            return lines.size() < 3 ? Optional.empty() : Optional.of(lines);
        } catch (IOException noFile) {
            return Optional.empty();
        }
    }

    private static long number(List<String> lines, int index) {
        return Long.parseLong(lines.get(index).strip());
    }

    private static boolean startedAt(ProcessHandle process, Instant recorded) {
        return process.info()
                .startInstant()
                .map(actual -> Duration.between(actual, recorded).abs().compareTo(START_TIME_SLACK) <= 0)
                .orElse(true);
    }

    private static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new InfrastructureException("cannot signal process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
