package io.dapp.system.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How a program ended, and what it printed. */
record Command(List<String> command, int exitCode, String output) {
    private static final Duration LIMIT = Duration.ofMinutes(20);

    static Command run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + command);
            }
            return new Command(command, process.exitValue(), output.join());
        } catch (IOException e) {
            throw new AssertionError("could not be started: " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** What it printed, where it has done what it was told. */
    String succeeded() {
        if (exitCode != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with " + exitCode + ":\n" + output);
        }
        return output.strip();
    }

    String failed() {
        if (exitCode == 0) {
            throw new AssertionError(String.join(" ", command) + " did not fail:\n" + output);
        }
        return output.strip();
    }
}
