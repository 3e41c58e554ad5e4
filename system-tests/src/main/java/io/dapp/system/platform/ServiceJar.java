package io.dapp.system.platform;

import java.nio.file.Files;
import java.nio.file.Path;

/** A service as the build packaged it. No module may depend on a service, so the jars are found by their place. */
final class ServiceJar {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private ServiceJar() {}

    static Path of(String service) {
        Path jar = root().resolve(service).resolve("target").resolve(service + "-" + VERSION + ".jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar
                            + " is missing: system tests run against the packaged services, use ./mvnw verify or package first");
        }
        return jar;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("not inside the project");
        }
        return folder;
    }
}
