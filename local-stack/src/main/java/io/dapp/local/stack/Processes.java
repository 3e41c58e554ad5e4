package io.dapp.local.stack;

import io.dapp.local.infra.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The operating system's processes, and which of them belong to a platform. */
final class Processes {
    private Processes() {}

    static long startedAt(ProcessHandle process) {
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }

    /** The live process with this number, unless the number has been given to another one since. */
    static Optional<ProcessHandle> find(long pid, long startedAt) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> startedAt(process) == startedAt);
    }

    /**
     * Whether a process was started by the platform of these settings, judged by its program and its arguments alone: a
     * JVM with our marker, a Redis or an EVM node on our folder. An editor that has one of our files open is not.
     */
    static boolean isOurs(ProcessHandle process, StackSettings settings) {
        List<String> command = commandOf(process);
        if (command.isEmpty()) {
            return false;
        }
        String program = Path.of(command.getFirst()).getFileName() == null
                ? ""
                : Path.of(command.getFirst()).getFileName().toString();
        return switch (program) {
            case "java" -> command.contains(settings.marker());
            case "anvil" ->
                command.contains(settings.data("node").resolve("state.json").toString());
            default ->
                program.startsWith("redis-server")
                        && command.contains(settings.data("redis").toString());
        };
    }

    /** Everything an earlier run of this platform left behind, but for PostgreSQL, which its own pid file tells. */
    static List<ProcessHandle> leftovers(StackSettings settings) {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self)
                .filter(process -> isOurs(process, settings))
                .toList();
    }

    /** Asks all to end, and ends those that do not within {@code patience}; returns those that had to be ended. */
    static List<ProcessHandle> stop(List<ProcessHandle> processes, Duration patience) {
        processes.forEach(ProcessHandle::destroy);
        Waiting.until(patience, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        List<ProcessHandle> stubborn =
                processes.stream().filter(ProcessHandle::isAlive).toList();
        stubborn.forEach(ProcessHandle::destroyForcibly);
        Waiting.until(Duration.ofSeconds(5), () -> stubborn.stream().noneMatch(ProcessHandle::isAlive));
        return stubborn;
    }

    /** The program and its arguments; the JDK's own answer leaves out arguments longer than a page of memory. */
    static List<String> commandOf(ProcessHandle process) {
        Optional<String> program = process.info().command();
        if (program.isEmpty()) {
            return List.of();
        }
        List<String> command = new ArrayList<>(List.of(program.get()));
        try {
            String all = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            Arrays.stream(all.split("\0", -1)).skip(1).forEach(command::add);
        } catch (IOException noProc) {
            process.info().arguments().ifPresent(given -> command.addAll(Arrays.asList(given)));
        }
        return command;
    }

    /** Resident memory of a process and everything it started, in bytes; shared pages count for each. */
    static long memory(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> residentBytes(each.pid()))
                .sum();
    }

    private static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            // The proportional share counts memory that several processes map, as PostgreSQL's do, once.
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException noProc) {
            return 0;
        }
    }
}
