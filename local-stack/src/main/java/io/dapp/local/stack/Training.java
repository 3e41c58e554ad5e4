package io.dapp.local.stack;

import io.dapp.local.infra.ChildProcess;
import io.dapp.local.infra.Folders;
import io.dapp.local.infra.Ports;
import io.dapp.local.infra.PostgresServer;
import io.dapp.local.infra.Waiting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the AOT caches in the background: a second, throw-away platform with its own ports, database, Redis, Kafka and
 * node, at the lowest priority, on which one demo runs. The running platform is not touched.
 */
final class Training {
    private static final Duration AFTER_READY = Duration.ofSeconds(45);
    private static final long MEMORY_NEEDED_KB = 4_500_000;

    private final StackSettings settings;
    private final AotCaches caches;
    private final long created = System.nanoTime();
    private boolean considered;
    private @Nullable ChildProcess trainer;

    Training(StackSettings settings, AotCaches caches) {
        this.settings = settings;
        this.caches = caches;
    }

    synchronized void startWhenDue() {
        if (considered || System.nanoTime() - created < AFTER_READY.toNanos()) {
            return;
        }
        considered = true;
        if (settings.training() || caches.complete() || settings.withoutAotCaches() || memoryShort()) {
            return;
        }
        clean(settings);
        Map<String, String> environment = apart(System.getenv());
        environment.put("DAPP_HOME", home(settings).toString());
        environment.put("DAPP_APPS", settings.apps().toString());
        environment.put("DAPP_AOT", settings.aot().toString());
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                settings.marker(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=local-stack-logback.xml",
                "-cp",
                settings.apps().resolve("local-stack/local-stack.jar")
                        + File.pathSeparator
                        + settings.apps().resolve("local-stack/lib/*"),
                "io.dapp.local.LocalStack",
                "train"));
        trainer = ChildProcess.startIn(environment, "training", command, settings.log("training"));
    }

    /** What a training is started with: its own node and ports. */
    static Map<String, String> apart(Map<String, String> given) {
        Map<String, String> environment = new TreeMap<>(given);
        environment.put("DAPP_AOT_TRAINING", "on");
        environment.remove("DAPP_RPC");
        for (StackPort port : StackPort.values()) {
            environment.put(port.variable(), Integer.toString(Ports.free()));
        }
        return environment;
    }

    /** Gives it up when the platform stops. */
    synchronized void cancel() {
        considered = true;
        ChildProcess running = trainer;
        if (running != null && running.isAlive()) {
            running.handle().descendants().forEach(ProcessHandle::destroyForcibly);
            running.kill();
            clean(settings);
        }
    }

    /** Ends and deletes what a training left that did not come to its end. */
    static void clean(StackSettings settings) {
        StackSettings training = settings.in(home(settings));
        List<ProcessHandle> left = Processes.leftovers(training);
        left.forEach(ProcessHandle::destroyForcibly);
        PostgresServer.stopLeftover(training.data("postgres").resolve("data"));
        Waiting.until(Duration.ofSeconds(5), () -> left.stream().noneMatch(ProcessHandle::isAlive));
        Folders.delete(home(settings));
    }

    private static Path home(StackSettings settings) {
        return settings.home().resolve("training");
    }

    private static boolean memoryShort() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .anyMatch(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) < MEMORY_NEEDED_KB);
        } catch (IOException unknown) {
            return false;
        }
    }
}
