package io.dapp.system.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The project's own files. */
public final class Repository {
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path SCRIPTS = ROOT.resolve(".github/scripts");
    static final Path WORKFLOWS = ROOT.resolve(".github/workflows");
    static final List<String> SERVICES = List.of(
            "auth-service", "transaction-service", "resource-service", "tx-monitor-worker", "notification-gateway");

    private Repository() {}

    static List<Path> scripts() {
        return files(SCRIPTS, ".sh");
    }

    static List<Path> workflows() {
        return files(WORKFLOWS, ".yml");
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
