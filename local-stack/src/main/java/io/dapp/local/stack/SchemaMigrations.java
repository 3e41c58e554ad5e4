package io.dapp.local.stack;

import io.dapp.local.infra.DatabaseBootstrap;
import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Runs the migrations that the services' jars hold, as each schema's owner; what {@code java -jar service.jar migrate} does, without a JVM each. */
final class SchemaMigrations {
    private final StackSettings settings;
    private final Secrets secrets;

    SchemaMigrations(StackSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    void run(String jdbcUrl) throws IOException {
        try (URLClassLoader jars = new URLClassLoader(jars(), SchemaMigrations.class.getClassLoader())) {
            for (String schema : DatabaseBootstrap.SCHEMAS) {
                if (jars.findResource("db/migration/" + schema) != null) {
                    migrate(jdbcUrl, schema, jars);
                }
            }
        }
    }

    private void migrate(String jdbcUrl, String schema, ClassLoader jars) {
        var owner = secrets.owner(schema);
        try {
            Flyway.configure(jars)
                    .dataSource(jdbcUrl, owner.username(), owner.password())
                    .schemas(schema)
                    .defaultSchema(schema)
                    .createSchemas(false)
                    .locations("classpath:db/migration/" + schema)
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new InfrastructureException(
                    "schema " + schema + " could not be migrated: " + e.getMessage()
                            + " (a changed migration of an unreleased version needs ./dapp up --fresh)",
                    e);
        }
    }

    /** The service's own jar and the platform's modules among its libraries. */
    private URL[] jars() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Service service : Service.ALL) {
            Path app = settings.apps().resolve(service.name());
            urls.add(app.resolve(service.name() + ".jar").toUri().toURL());
            try (Stream<Path> libraries = Files.list(app.resolve("lib"))) {
                for (Path library : libraries.toList()) {
                    if (library.getFileName().toString().startsWith("transaction-core-")) {
                        urls.add(library.toUri().toURL());
                    }
                }
            }
        }
        return urls.toArray(URL[]::new);
    }
}
