package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JDK's ahead-of-time caches of the services: classes loaded and linked, methods profiled, so that a start takes
 * less than half the time. A cache is named after everything it depends on and is never looked at when that changes.
 */
final class AotCaches {
    private final StackSettings settings;

    AotCaches(StackSettings settings) {
        this.settings = settings;
    }

    /** Whether the service can start from a cache. */
    boolean has(String service) {
        return Files.exists(file(service));
    }

    /** Flags that use the service's cache; none when there is no valid one. */
    List<String> using(String service) {
        if (!has(service) || settings.withoutAotCaches()) {
            return List.of();
        }
        return List.of("-XX:AOTCache=" + file(service), "-Xlog:aot*=off", "-Xlog:cds*=off");
    }

    /** Flags that make the service's cache when it ends. */
    List<String> recording(String service) {
        return List.of("-XX:AOTCacheOutput=" + partial(service), "-Xlog:aot*=off", "-Xlog:cds*=off");
    }

    /** Puts the cache in its place after the recording service has ended, and removes outdated ones. */
    void recorded(String service) {
        Path made = partial(service);
        if (!Files.exists(made)) {
            return;
        }
        Path cache = file(service);
        try (Stream<Path> all = Files.list(settings.aot())) {
            for (Path outdated : all.filter(
                            file -> file.getFileName().toString().startsWith(service + "-"))
                    .filter(file -> !file.equals(made))
                    .toList()) {
                Files.deleteIfExists(outdated);
            }
            Files.move(made, cache, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InfrastructureException("cannot keep the AOT cache " + cache + ": " + e.getMessage(), e);
        }
    }

    boolean complete() {
        return Service.ALL.stream().allMatch(service -> has(service.name()));
    }

    private Path partial(String service) {
        return settings.aot().resolve(service + ".recording");
    }

    private Path file(String service) {
        return settings.aot().resolve(service + "-" + key(service) + ".aot");
    }

    private String key(String service) {
        try {
            Files.createDirectories(settings.aot());
            String stamp = Files.readString(settings.apps().resolve(service).resolve(".stamp"));
            String all = String.join(
                            "\n",
                            stamp,
                            System.getProperty("java.vm.version"),
                            settings.apps().toString())
                    + String.join(" ", ServiceJvm.FLAGS);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (IOException e) {
            throw new InfrastructureException("the unpacked " + service + " is not complete: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
