package io.dapp.local.infra;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** PostgreSQL 18 as a process of its own with a data folder that lasts. */
public final class PostgresServer implements AutoCloseable {
    private static final String SUPERUSER = "postgres";

    private final EmbeddedPostgres server;
    private final Path dataDirectory;
    private final String password;

    private PostgresServer(EmbeddedPostgres server, Path dataDirectory, String password) {
        this.server = server;
        this.dataDirectory = dataDirectory;
        this.password = password;
    }

    /**
     * Starts a server on {@code port}; creates the data folder when it is missing. What a killed parent left running on
     * that folder is stopped first.
     *
     * @param password of the superuser; fixed when the data folder is created
     */
    public static PostgresServer start(Path dataDirectory, int port, String password, Map<String, String> settings) {
        PostmasterFile.stopLeftover(dataDirectory);
        Path passwordFile = dataDirectory.resolveSibling("superuser-" + UUID.randomUUID());
        try {
            Files.createDirectories(dataDirectory.toAbsolutePath().getParent());
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwordFile, password + "\n");
            Path log = dataDirectory.resolveSibling("postgres.log");
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(
                            CacheFolder.root().resolve("postgres").toFile())
                    .setDataDirectory(dataDirectory)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setLocaleConfig("locale", "C.UTF-8")
                    .setLocaleConfig("encoding", "UTF8")
                    // These two reach initdb like the locale does: nobody connects without a password.
                    .setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig("pwfile", passwordFile.toString())
                    .setConnectConfig("password", password)
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setPort(port)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // Off in the launcher's own defaults: a commit that was answered would be lost with the process.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("unix_socket_directories", "");
            settings.forEach(builder::setServerConfig);
            return new PostgresServer(builder.start(), dataDirectory, password);
        } catch (IOException | IllegalStateException e) {
            throw new InfrastructureException(
                    "PostgreSQL could not be started on port " + port + ": " + e.getMessage(), e);
        } finally {
            passwordFile.toFile().delete();
        }
    }

    /** Stops a server that outlived its parent on this data folder; false when there is none. */
    public static boolean stopLeftover(Path dataDirectory) {
        return PostmasterFile.stopLeftover(dataDirectory);
    }

    public int port() {
        return server.getPort();
    }

    public long pid() {
        return PostmasterFile.pid(dataDirectory).orElseThrow();
    }

    public boolean isAlive() {
        return PostmasterFile.running(dataDirectory).isPresent();
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** A connection with every right, for setting databases up. */
    public Connection administer(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, password);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new InfrastructureException("PostgreSQL did not stop: " + e.getMessage(), e);
        }
    }
}
