package io.dapp.system.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/**
 * Where a script of the workflows is run: a folder with programs that are played, found before all others. Each call of
 * one is written down, and answered by a few lines of bash, which have {@code $STAGE} (this folder) and
 * {@code times "words"} (how often a call began so, this one included). Nothing waits between looks.
 */
final class Stage implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    /** How a script ended, and what it printed. */
    record Outcome(int exitCode, String printed) {
        String succeeded() {
            if (exitCode != 0) {
                throw new AssertionError("ended with " + exitCode + ":\n" + printed);
            }
            return printed;
        }

        String failed() {
            if (exitCode == 0) {
                throw new AssertionError("did not fail:\n" + printed);
            }
            return printed;
        }
    }

    private Stage(Path folder) {
        this.folder = folder;
    }

    static Stage empty() {
        try {
            Path folder = Files.createTempDirectory("dapp-delivery");
            Files.createDirectory(folder.resolve("programs"));
            Files.createFile(folder.resolve("calls"));
            return new Stage(folder)
                    .with("POLL_SECONDS", "0")
                    .with("GITHUB_REPOSITORY", "acme/dapp")
                    .with("SARIF_FOLDER", folder.resolve("sarif").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stage with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Stage played(String program, String answers) {
        file("programs/" + program, """
                #!/usr/bin/env bash
                line="%s $*"
                printf '%%s\\n' "${line//$'\\n'/ }" >>"$STAGE/calls"
                times() { grep -c "^$1" "$STAGE/calls"; }
                %s
                """.formatted(program, answers));
        try {
            Files.setPosixFilePermissions(
                    folder.resolve("programs").resolve(program), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path file(String name, String contents) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    String read(String name) {
        return Repository.read(folder.resolve(name));
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Every call of a program that is played, in order. */
    List<String> calls() {
        return read("calls").lines().toList();
    }

    /** What the script gave to the steps after it. */
    Map<String, String> outputs() {
        Map<String, String> outputs = new HashMap<>();
        if (has("output")) {
            read("output").lines().forEach(line -> {
                int equals = line.indexOf('=');
                outputs.put(line.substring(0, equals), line.substring(equals + 1));
            });
        }
        return outputs;
    }

    Outcome run(String script, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Repository.SCRIPTS.resolve(script).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("GITHUB_") || name.startsWith("AWS_"));
        variables.put("PATH", folder.resolve("programs") + ":" + variables.getOrDefault("PATH", "/usr/bin:/bin"));
        variables.put("STAGE", folder.toString());
        variables.put("GITHUB_OUTPUT", folder.resolve("output").toString());
        variables.put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
        variables.putAll(environment);
        try {
            Process process = builder.start();
            CompletableFuture<String> printed = CompletableFuture.supplyAsync(() -> {
                try {
                    return new String(process.getInputStream().readAllBytes(), UTF_8);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(script + " did not end");
            }
            return new Outcome(process.exitValue(), printed.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
