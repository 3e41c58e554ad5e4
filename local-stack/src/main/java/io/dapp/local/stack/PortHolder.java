package io.dapp.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which process listens on a port. */
final class PortHolder {
    private PortHolder() {}

    /** For people: number and command line of the process, or that it cannot be seen. */
    static String describe(int port) {
        return find(port)
                .map(process -> "process " + process.pid() + " ("
                        + shortened(process.info().commandLine().orElse("command line not visible")) + ")")
                .orElse("a process that this user cannot see");
    }

    static Optional<ProcessHandle> find(int port) {
        return Files.exists(Path.of("/proc/net/tcp")) ? fromProc(port) : fromLsof(port);
    }

    private static Optional<ProcessHandle> fromProc(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        List<String> sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)).stream())
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals("0A"))
                .map(fields -> "socket:[" + fields[9] + "]")
                .toList();
        return ProcessHandle.allProcesses()
                .filter(process -> opens(process.pid(), sockets))
                .findFirst();
    }

    private static boolean opens(long pid, List<String> sockets) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return sockets.contains(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException closed) {
                    return false;
                }
            });
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static Optional<ProcessHandle> fromLsof(int port) {
        try {
            Process lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN").start();
            try (var reader = lsof.inputReader()) {
                return reader.lines().findFirst().flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())));
            }
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException none) {
            return List.of();
        }
    }

    private static String shortened(String commandLine) {
        return commandLine.length() <= 120 ? commandLine : commandLine.substring(0, 117) + "...";
    }
}
