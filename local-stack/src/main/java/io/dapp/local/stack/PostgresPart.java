package io.dapp.local.stack;

import io.dapp.local.infra.DatabaseBootstrap;
import io.dapp.local.infra.PostgresServer;
import java.sql.Connection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL with the database, the schemas and their roles, migrated to what the services' jars hold. */
final class PostgresPart implements Part {
    static final String NAME = "postgresql";
    private static final String DATABASE = "dapp";

    private final StackSettings settings;
    private final Secrets secrets;
    private @Nullable PostgresServer server;

    PostgresPart(StackSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> urls() {
        return Map.of("jdbc", "jdbc:postgresql://127.0.0.1:" + settings.port(StackPort.POSTGRES) + "/" + DATABASE);
    }

    @Override
    public void start() throws Exception {
        PostgresServer started = PostgresServer.start(
                settings.data("postgres").resolve("data"),
                settings.port(StackPort.POSTGRES),
                secrets.superuserPassword(),
                Map.of(
                        "max_connections", "150",
                        "shared_buffers", "64MB",
                        "max_wal_size", "512MB",
                        // What was committed is there after a power cut too; the launcher turns it off.
                        "fsync", "on"));
        server = started;
        try (Connection administration = started.administer("postgres")) {
            DatabaseBootstrap.createDatabase(administration, DATABASE);
        }
        try (Connection inDatabase = started.administer(DATABASE)) {
            for (String schema : DatabaseBootstrap.SCHEMAS) {
                DatabaseBootstrap.createSchema(inDatabase, schema, secrets.owner(schema), secrets.runtime(schema));
            }
        }
        new SchemaMigrations(settings, secrets).run(started.jdbcUrl(DATABASE));
    }

    @Override
    public boolean isAlive() {
        return server != null && server.isAlive();
    }

    @Override
    public @Nullable Long pid() {
        return isAlive() && server != null ? server.pid() : null;
    }

    @Override
    public void stop() {
        PostgresServer running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }
}
