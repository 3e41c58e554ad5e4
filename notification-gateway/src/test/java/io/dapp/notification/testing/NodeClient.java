package io.dapp.notification.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** src/test/js/client.mjs as a process. */
public final class NodeClient implements AutoCloseable {
    private static final Path FOLDER = Path.of("src/test/js").toAbsolutePath();

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private NodeClient(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    public static NodeClient start(String... arguments) {
        install();
        var command = new ArrayList<>(List.of("node", "client.mjs"));
        command.addAll(List.of(arguments));
        return new NodeClient(run(command, ProcessBuilder.Redirect.PIPE));
    }

    /** From the lockfile, when it has not been done since the lockfile changed. */
    private static synchronized void install() {
        Path done = FOLDER.resolve("node_modules/.package-lock.json");
        try {
            if (Files.exists(done)
                    && Files.getLastModifiedTime(done)
                                    .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
                            >= 0) {
                return;
            }
            Process npm = run(
                    List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
                    ProcessBuilder.Redirect.DISCARD);
            assertThat(npm.waitFor(3, TimeUnit.MINUTES)).as("npm ci ends").isTrue();
            assertThat(npm.exitValue()).as("npm ci").isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process run(List<String> command, ProcessBuilder.Redirect output) {
        try {
            return new ProcessBuilder(command)
                    .directory(new File(FOLDER.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(output)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void say(String command) {
        try {
            Writer writer = process.outputWriter(StandardCharsets.UTF_8);
            writer.write(command + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void expect(String line) {
        assertThat(next()).isEqualTo(line);
    }

    public void expectInAnyOrder(String... expected) {
        var heard = new ArrayList<String>();
        for (int i = 0; i < expected.length; i++) {
            heard.add(next());
        }
        assertThat(heard).containsExactlyInAnyOrder(expected);
    }

    private String next() {
        try {
            String line = lines.poll(30, TimeUnit.SECONDS);
            assertThat(line).as("something told within 30 s").isNotNull();
            return String.valueOf(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
