package io.dapp.system.platform;

import io.dapp.local.infra.DatabaseBootstrap;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.Ports;
import io.dapp.local.infra.PostgresServer;
import io.dapp.testing.TestWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** The platform's own PostgreSQL with a schema per service, whose server process can be killed. */
public final class DatabaseServer implements AutoCloseable {
    private static final String DATABASE = "dapp";

    private final Path folder = TestWorkspace.newFolder("database").resolve("data");
    private final int port = Ports.free();
    private final Map<String, String> settings;
    private PostgresServer server;

    /** One that ends with the machine: no test cuts its power. */
    DatabaseServer() {
        this(Map.of("fsync", "off", "full_page_writes", "off", "max_connections", "300", "shared_buffers", "64MB"));
    }

    DatabaseServer(Map<String, String> settings) {
        this.settings = Map.copyOf(settings);
        this.server = run();
        try (Connection administration = server.administer("postgres")) {
            DatabaseBootstrap.createDatabase(administration, DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (Connection inDatabase = administer()) {
            for (String schema : DatabaseBootstrap.SCHEMAS) {
                DatabaseBootstrap.createSchema(inDatabase, schema, owner(schema), runtime(schema));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return server.pid();
    }

    String url() {
        return server.jdbcUrl(DATABASE);
    }

    DatabaseCredentials owner(String schema) {
        return new DatabaseCredentials(schema + "_owner", "test");
    }

    DatabaseCredentials runtime(String schema) {
        return new DatabaseCredentials(schema + "_runtime", "test");
    }

    /** A connection with every right. */
    Connection administer() throws SQLException {
        return server.administer(DATABASE);
    }

    /** {@code kill -9} of the postmaster: every backend ends with it. */
    public void kill() {
        try {
            new ProcessBuilder("kill", "-9", Long.toString(server.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on the same port with what was committed. */
    public void restart() {
        server = run();
    }

    @Override
    public void close() {
        server.close();
    }

    private PostgresServer run() {
        return PostgresServer.start(folder, port, "test", settings);
    }
}
