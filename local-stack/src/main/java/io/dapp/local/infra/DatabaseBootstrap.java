package io.dapp.local.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/**
 * Databases, schemas and their two roles. The SQL is in {@code schema.sql} beside this class; the same file sets up a
 * production server. Running it again changes nothing but the passwords.
 */
public final class DatabaseBootstrap {
    /** Every schema of the platform, each owned by one module. */
    public static final List<String> SCHEMAS = List.of("auth", "resource", "transaction", "notification");

    private static final String SCHEMA_SQL = read("schema.sql");

    private DatabaseBootstrap() {}

    /** Creates the database when it is missing and takes from the public what only the roles of a schema need. */
    public static void createDatabase(Connection administration, String database) throws SQLException {
        try (Statement statement = administration.createStatement()) {
            boolean missing;
            try (var rows =
                    statement.executeQuery("select 1 from pg_database where datname = '" + name(database) + "'")) {
                missing = !rows.next();
            }
            if (missing) {
                statement.execute("create database \"" + name(database) + "\"");
            }
            statement.execute("revoke all on database \"" + name(database) + "\" from public");
        }
    }

    /** Creates or completes a schema with its owner and its runtime role, in the database of the connection. */
    public static void createSchema(
            Connection connection, String schema, DatabaseCredentials owner, DatabaseCredentials runtime)
            throws SQLException {
        String sql = SCHEMA_SQL
                .replace("${schema}", name(schema))
                .replace("${owner}", name(owner.username()))
                .replace("${runtime}", name(runtime.username()))
                .replace("${owner_password}", literal(owner.password()))
                .replace("${runtime_password}", literal(runtime.password()));
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String name(String identifier) {
        if (!identifier.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a plain SQL name: " + identifier);
        }
        return identifier;
    }

    private static String literal(String password) {
        if (!password.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("a database password is made of letters, digits, - and _");
        }
        return password;
    }

    private static String read(String resource) {
        try (InputStream in = Objects.requireNonNull(DatabaseBootstrap.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
