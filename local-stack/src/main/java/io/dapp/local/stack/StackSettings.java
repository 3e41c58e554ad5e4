package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one local platform is started with.
 *
 * @param home where its data, logs, secrets and run files are
 * @param apps where the services' unpacked jars are
 * @param node an EVM node that runs already; null: an own one
 * @param readyWithin how long a service may take until it is ready
 * @param withoutAotCaches none is used and none is made
 * @param training the services record what their AOT caches are made from when they stop
 * @param imageRoots unpacked images whose services are recorded inside them instead; null: none
 */
public record StackSettings(
        Path home,
        Path apps,
        Path aot,
        Map<StackPort, Integer> ports,
        @Nullable URI node,
        boolean withoutAotCaches,
        boolean training,
        @Nullable Path imageRoots,
        Duration readyWithin) {
    /** Chain id of the own node. */
    public static final long LOCAL_CHAIN_ID = 31_337;

    /** Blocks until a payment is final, its own included. */
    public static final int REQUIRED_CONFIRMATIONS = 6;

    public static StackSettings from(Map<String, String> environment) {
        Path home = folder(environment, "DAPP_HOME", null);
        String rpc = environment.getOrDefault("DAPP_RPC", "");
        return new StackSettings(
                home,
                folder(environment, "DAPP_APPS", home.resolve("apps")),
                folder(environment, "DAPP_AOT", home.resolve("aot")),
                StackPort.from(environment),
                rpc.isBlank() ? null : nodeUrl(rpc),
                withoutAotCaches(environment.getOrDefault("DAPP_AOT_CACHE", "on")),
                "on".equals(environment.get("DAPP_AOT_TRAINING")),
                optionalFolder(environment, "DAPP_IMAGE_ROOTS"),
                readyWithin(environment.getOrDefault("DAPP_READY_SECONDS", "240")));
    }

    /** The same platform with its files elsewhere. */
    StackSettings in(Path otherHome) {
        return new StackSettings(
                otherHome, apps, aot, ports, node, withoutAotCaches, training, imageRoots, readyWithin);
    }

    public int port(StackPort which) {
        return java.util.Objects.requireNonNull(ports.get(which));
    }

    public Path data(String part) {
        return home.resolve("data").resolve(part);
    }

    public Path log(String component) {
        return home.resolve("logs").resolve(component + ".log");
    }

    public Path run(String file) {
        return home.resolve("run").resolve(file);
    }

    /** The JVM argument by which a process of this platform is known. */
    public String marker() {
        return "-Ddapp.stack=" + home;
    }

    public URI nodeUrl() {
        return node != null ? node : URI.create("http://127.0.0.1:" + port(StackPort.NODE));
    }

    public URI edgeUrl() {
        return URI.create("http://localhost:" + port(StackPort.EDGE));
    }

    private static Path folder(Map<String, String> environment, String variable, @Nullable Path standard) {
        Path given = optionalFolder(environment, variable);
        if (given != null) {
            return given;
        }
        if (standard == null) {
            throw new InfrastructureException(variable + " is not set; start the platform with ./dapp");
        }
        return standard;
    }

    private static @Nullable Path optionalFolder(Map<String, String> environment, String variable) {
        String given = environment.getOrDefault(variable, "");
        return given.isBlank() ? null : Path.of(given).toAbsolutePath().normalize();
    }

    private static boolean withoutAotCaches(String value) {
        return switch (value) {
            case "on" -> false;
            case "off" -> true;
            default -> throw new InfrastructureException("DAPP_AOT_CACHE is on or off, not " + value);
        };
    }

    private static Duration readyWithin(String seconds) {
        if (!seconds.matches("[1-9][0-9]{0,4}")) {
            throw new InfrastructureException("DAPP_READY_SECONDS is a number of seconds, not " + seconds);
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    private static URI nodeUrl(String rpc) {
        URI url = URI.create(rpc);
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new InfrastructureException("--rpc takes an http or https URL, not " + rpc);
        }
        return url;
    }
}
