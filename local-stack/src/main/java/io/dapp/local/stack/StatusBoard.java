package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@code up} prints while it waits and {@code status} reads afterwards. */
final class StatusBoard {
    private final StackSettings settings;
    private final Map<String, Component> components = new LinkedHashMap<>();
    private StackStatus.State state = StackStatus.State.STARTING;
    private @Nullable Double readySeconds;
    private @Nullable Long memoryBytes;

    StatusBoard(StackSettings settings) {
        this.settings = settings;
        try {
            Files.createDirectories(settings.run(""));
        } catch (IOException e) {
            throw new InfrastructureException("cannot write to " + settings.home() + ": " + e.getMessage(), e);
        }
    }

    synchronized void add(String name, Map<String, String> urls) {
        components.put(name, Component.waiting(name, urls));
    }

    synchronized Component get(String name) {
        return java.util.Objects.requireNonNull(components.get(name));
    }

    synchronized List<Component> all() {
        return List.copyOf(components.values());
    }

    synchronized void update(String name, UnaryOperator<Component> change) {
        Component before = get(name);
        Component after = change.apply(before);
        components.put(name, after);
        write();
        switch (after.state()) {
            case READY -> say(line(after, seconds(after.seconds())));
            case FAILED -> say(line(after, after.detail()));
            case WAITING, STARTING, STOPPED -> {}
        }
    }

    synchronized void state(StackStatus.State newState) {
        state = newState;
        write();
    }

    synchronized void ready(double seconds, long memory) {
        state = StackStatus.State.READY;
        readySeconds = seconds;
        memoryBytes = memory;
        write();
    }

    synchronized boolean stopping() {
        return state == StackStatus.State.STOPPING;
    }

    /** A line for whoever waits in front of {@code up}. */
    synchronized void say(String line) {
        try {
            Files.writeString(
                    settings.run("progress"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new InfrastructureException("cannot write to " + settings.home() + ": " + e.getMessage(), e);
        }
    }

    /** Ends the waiting with an exit code. */
    void done(int exitCode) {
        say("#done " + exitCode);
    }

    private void write() {
        StackStatus status = new StackStatus(
                state,
                ProcessHandle.current().pid(),
                Processes.startedAt(ProcessHandle.current()),
                StackUrls.of(settings),
                readySeconds,
                memoryBytes,
                all());
        Path file = settings.run("status.json");
        Path partial = settings.run("status.json.partial");
        try {
            Files.writeString(partial, StatusFile.JSON.writeValueAsString(status));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InfrastructureException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static String line(Component component, @Nullable String rest) {
        return String.format(
                Locale.ROOT,
                "  %-21s %-7s %s",
                component.name(),
                component.state().name().toLowerCase(Locale.ROOT),
                rest == null ? "" : rest);
    }

    private static String seconds(@Nullable Double seconds) {
        return seconds == null ? "" : String.format(Locale.ROOT, "%5.1f s", seconds);
    }
}
