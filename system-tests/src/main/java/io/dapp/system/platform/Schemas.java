package io.dapp.system.platform;

import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Migrates each schema with what its service's jar holds, without a JVM for each. */
final class Schemas {
    private static final Map<String, String> SERVICES = Map.of(
            "auth", "auth-service",
            "resource", "resource-service",
            "transaction", "transaction-service",
            "notification", "notification-gateway");

    private Schemas() {}

    static void migrate(DatabaseServer database) {
        SERVICES.forEach((schema, service) -> {
            DatabaseCredentials owner = database.owner(schema);
            try (URLClassLoader jars = new URLClassLoader(unpacked(service), Schemas.class.getClassLoader())) {
                Migrations.run(database.url(), owner.username(), owner.password(), schema, jars);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The service's own migrations and those of core in it: a class loader does not look into nested jars. */
    private static URL[] unpacked(String service) throws IOException {
        Path folder = Files.createTempDirectory("dapp-migrations");
        try (JarFile jar = new JarFile(ServiceJar.of(service).toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith("BOOT-INF/lib/transaction-core")) {
                    Files.copy(jar.getInputStream(entry), folder.resolve("core.jar"));
                } else if (entry.getName().startsWith("BOOT-INF/classes/db/migration/") && !entry.isDirectory()) {
                    Path file = folder.resolve(entry.getName().substring("BOOT-INF/classes/".length()));
                    Files.createDirectories(file.getParent());
                    Files.copy(jar.getInputStream(entry), file);
                }
            }
        }
        Path core = folder.resolve("core.jar");
        return Files.exists(core)
                ? new URL[] {folder.toUri().toURL(), core.toUri().toURL()}
                : new URL[] {folder.toUri().toURL()};
    }
}
