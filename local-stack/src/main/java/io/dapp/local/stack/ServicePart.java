package io.dapp.local.stack;

import io.dapp.local.image.ImageRoot;
import io.dapp.local.infra.ChildProcess;
import io.dapp.local.infra.JsonRpc;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One service as a process of its own. */
final class ServicePart implements Part {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(25);
    /** Making a cache at exit takes half a minute alone, longer beside others. */
    private static final Duration RECORDS_WITHIN = Duration.ofMinutes(10);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private final Service service;
    private final StackSettings settings;
    private final Secrets secrets;
    private final AotCaches caches;
    private @Nullable ChildProcess process;

    ServicePart(Service service, StackSettings settings, Secrets secrets, AotCaches caches) {
        this.service = service;
        this.settings = settings;
        this.secrets = secrets;
        this.caches = caches;
    }

    @Override
    public String name() {
        return service.name();
    }

    @Override
    public List<String> needs() {
        return List.of(PostgresPart.NAME, RedisPart.NAME, KafkaPart.NAME, NodePart.NAME);
    }

    @Override
    public Map<String, String> urls() {
        return service.urls(settings);
    }

    @Override
    public void start() {
        long chainId = new BigInteger(
                        new JsonRpc(settings.nodeUrl())
                                .call("eth_chainId")
                                .asString()
                                .substring(2),
                        16)
                .longValueExact();
        Map<String, String> environment = ServiceEnvironment.of(service.environment(settings, secrets, chainId));
        Optional<ImageRoot> image = image();
        image.ifPresent(root -> {
            environment.putAll(root.environment());
            environment.replace("DAPP_REPORTS_FOLDER", "/tmp/reports");
        });
        List<String> command =
                image.map(root -> root.recording(settings.marker())).orElseGet(this::command);
        ChildProcess started = ChildProcess.startIn(environment, name(), command, settings.log(name()));
        process = started;
        started.awaitReady(settings.readyWithin(), this::answersReady);
    }

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public @Nullable Long pid() {
        return process == null ? null : process.pid();
    }

    @Override
    public void stop() {
        if (process != null) {
            boolean recording = records();
            process.stop(recording ? RECORDS_WITHIN : STOPS_WITHIN);
            process = null;
            if (recording && settings.imageRoots() == null) {
                caches.recorded(name());
            }
        }
    }

    @Override
    public int layer() {
        return 2;
    }

    private List<String> command() {
        Path jar = settings.apps().resolve(name()).resolve(name() + ".jar");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), settings.marker()));
        command.addAll(ServiceJvm.FLAGS);
        command.addAll(records() ? caches.recording(name()) : caches.using(name()));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** A training records what has no cache yet; a service that has not changed keeps its own. */
    private boolean records() {
        return settings.training() && (settings.imageRoots() == null ? !caches.has(name()) : image().isPresent());
    }

    /** The unpacked image to be recorded; of a service whose image has its cache there is none. */
    private Optional<ImageRoot> image() {
        Path roots = settings.imageRoots();
        return roots == null ? Optional.empty() : ImageRoot.of(roots, name());
    }

    private boolean answersReady() {
        HttpRequest request = HttpRequest.newBuilder(service.readiness(settings))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
