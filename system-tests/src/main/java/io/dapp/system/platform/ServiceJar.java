package io.dapp.system.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

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

    /** The same service with its libraries beside it, which starts sooner than from nested jars. */
    static synchronized Path extracted(String service) {
        Path packaged = of(service);
        try {
            // By content: reproducible jars all carry the same time.
            Path folder = root().resolve("system-tests")
                    .resolve("target")
                    .resolve("apps")
                    .resolve(service + "-" + fingerprint(packaged));
            Path jar = folder.resolve(packaged.getFileName());
            if (!Files.exists(jar)) {
                extract(packaged, folder);
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fingerprint(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(Files.readAllBytes(file));
        return Long.toHexString(crc.getValue());
    }

    private static void extract(Path packaged, Path folder) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djarmode=tools",
                "-jar",
                packaged.toString(),
                "extract",
                "--force",
                "--destination",
                folder.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("could not extract " + packaged);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
