package io.dapp.local.stack;

import io.dapp.local.infra.ChildProcess;
import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code ./dapp audit}: the worker's own command, with the worker's own settings, on the running platform. */
public final class AuditRun {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(25);
    private static final Duration TAKES_AT_MOST = Duration.ofMinutes(30);
    private static final int LOOKED = 1;

    private final StackSettings settings;
    private final PrintStream out;

    public AuditRun(StackSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** Returns the exit code: 0 nothing is wrong, 1 something is, 2 it could not be looked at. */
    public int run() throws IOException {
        if (StatusFile.read(settings).state() != StackStatus.State.READY) {
            throw new InfrastructureException("the platform is not ready; ./dapp up starts it");
        }
        Path log = settings.log("audit");
        Files.deleteIfExists(log);
        Secrets secrets = new Secrets(settings.home().resolve("secrets"));
        Path jar = settings.apps().resolve(Service.MONITOR.name()).resolve(Service.MONITOR.name() + ".jar");
        ChildProcess command = ChildProcess.startIn(
                ServiceEnvironment.of(Service.MONITOR.environment(settings, secrets, StackSettings.LOCAL_CHAIN_ID)),
                "audit",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        settings.marker(),
                        "-jar",
                        jar.toString(),
                        "audit"),
                log);
        Optional<Integer> ended = command.await(TAKES_AT_MOST);
        if (ended.isEmpty()) {
            command.stop(STOPS_WITHIN);
        }
        if (ended.isEmpty() || ended.get() > LOOKED + 1) {
            throw new InfrastructureException("the audit did not come to its end; see " + log);
        }
        // The service's log lines are JSON; the report is not.
        Files.readAllLines(log).stream().filter(line -> !line.startsWith("{")).forEach(out::println);
        return ended.get();
    }
}
