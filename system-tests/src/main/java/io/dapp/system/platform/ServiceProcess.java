package io.dapp.system.platform;

import io.dapp.local.infra.ChildProcess;
import io.dapp.local.infra.Ports;
import io.dapp.local.infra.Waiting;
import io.dapp.testing.TestWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One process of a service. It keeps its ports over restarts. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final List<String> STARTS_SOON = List.of("-XX:TieredStopAtLevel=1");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String service;
    private final Path log;
    private final Map<String, String> environment;
    private final List<String> jvm;
    private final int port;
    private final int managementPort = Ports.free();
    private final Path temporary = TestWorkspace.newFolder("service");
    private @Nullable ChildProcess process;

    ServiceProcess(String service, int port, Path log, Map<String, String> environment) {
        this(service, port, log, environment, STARTS_SOON);
    }

    ServiceProcess(String service, int port, Path log, Map<String, String> environment, List<String> jvm) {
        this.service = service;
        this.port = port;
        this.log = log;
        this.jvm = List.copyOf(jvm);
        this.environment = new HashMap<>(environment);
        this.environment.put("PATH", System.getenv("PATH"));
        this.environment.put("SERVER_ADDRESS", "127.0.0.1");
        this.environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        this.environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
        if (!service.equals("tx-monitor-worker")) {
            this.environment.put("SERVER_PORT", Integer.toString(port));
        }
    }

    public String name() {
        return service;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What it tells of itself, in Prometheus' format. */
    public String metrics() {
        HttpRequest request = HttpRequest.newBuilder(management("/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where Prometheus finds it: host and port. */
    public String target() {
        return "127.0.0.1:" + managementPort;
    }

    /** Starts it without waiting. */
    public ServiceProcess launch() {
        process = begun(List.of());
        return this;
    }

    /** Runs one of its commands to its end, beside the process; returns the exit code. */
    public int run(String... arguments) {
        ChildProcess command = begun(List.of(arguments));
        return command.await(START_LIMIT).orElseThrow(() -> {
            command.kill();
            return new AssertionError(service + " did not end, its log ends:\n" + logTail());
        });
    }

    private ChildProcess begun(List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of(
                "-Xmx224m",
                // A run that was killed is recognised by its folder, and what it left is ended.
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                ServiceJar.extracted(service).toString()));
        command.addAll(arguments);
        return ChildProcess.startIn(environment, log.getFileName().toString(), command, log);
    }

    public ServiceProcess awaitReady() {
        boolean ready = Waiting.until(START_LIMIT, () -> !running().isAlive() || isReady());
        if (!ready || !running().isAlive()) {
            throw new AssertionError(service + " did not become ready, its log ends:\n" + logTail());
        }
        return this;
    }

    public ServiceProcess start() {
        return launch().awaitReady();
    }

    /** {@code kill -9}. */
    public void kill() {
        running().kill();
    }

    /** SIGSTOP: it stands still and keeps what it holds. */
    public void pause() {
        running().signal("STOP");
    }

    public void resume() {
        running().signal("CONT");
    }

    public long pid() {
        return running().pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            running().signal("CONT");
            running().kill();
        }
    }

    private boolean isReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(management("/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private URI management(String path) {
        return URI.create("http://" + target() + path);
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException(service + " was not started");
        }
        return process;
    }

    private String logTail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
