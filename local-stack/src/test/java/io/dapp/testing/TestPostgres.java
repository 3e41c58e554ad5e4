package io.dapp.testing;

import io.dapp.local.infra.DatabaseBootstrap;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.Ports;
import io.dapp.local.infra.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Databases on one PostgreSQL server that the tests of a JVM share. */
public final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** A new database with the given schemas and their roles; nothing is migrated yet. */
    public static TestDatabase database(String... schemas) {
        String name = "test_" + DATABASES.incrementAndGet();
        TestDatabase database = new TestDatabase(Shared.SERVER.jdbcUrl(name));
        synchronized (DATABASES) {
            try (Connection administration = Shared.SERVER.administer("postgres")) {
                DatabaseBootstrap.createDatabase(administration, name);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot create a test database", e);
            }
            try (Connection inDatabase = Shared.SERVER.administer(name)) {
                for (String schema : schemas) {
                    DatabaseBootstrap.createSchema(
                            inDatabase, schema, database.ownerCredentials(schema), database.runtimeCredentials(schema));
                }
            } catch (SQLException e) {
                throw new IllegalStateException("cannot set up a test database", e);
            }
        }
        return database;
    }

    /** A connection with every right, to look at or disturb what the tested code does. */
    public static Connection administer(TestDatabase database) throws SQLException {
        String url = database.url();
        return Shared.SERVER.administer(url.substring(url.lastIndexOf('/') + 1));
    }

    private interface Server {
        String jdbcUrl(String database);

        Connection administer(String database) throws SQLException;
    }

    private static final class Shared {
        private static final Server SERVER = switch (TestInfrastructure.of(TestInfrastructure.POSTGRES_IMAGE)) {
            case EMBEDDED -> new Embedded();
            case CONTAINERS -> new Container();
        };
    }

    private static final class Embedded implements Server {
        private final PostgresServer server = TestWorkspace.closeAtExit(PostgresServer.start(
                TestWorkspace.newFolder("postgres").resolve("data"),
                Ports.free(),
                "test",
                Map.of("fsync", "off", "full_page_writes", "off", "max_connections", "300", "shared_buffers", "64MB")));

        @Override
        public String jdbcUrl(String database) {
            return server.jdbcUrl(database);
        }

        @Override
        public Connection administer(String database) throws SQLException {
            return server.administer(database);
        }
    }

    private static final class Container implements Server {
        private final PostgreSQLContainer container = new PostgreSQLContainer(
                        DockerImageName.parse(TestInfrastructure.POSTGRES_IMAGE).asCompatibleSubstituteFor("postgres"))
                .withUsername("postgres")
                .withPassword("postgres")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");

        Container() {
            container.start();
            TestWorkspace.closeAtExit(container);
        }

        @Override
        public String jdbcUrl(String database) {
            return "jdbc:postgresql://" + container.getHost() + ":" + container.getFirstMappedPort() + "/" + database;
        }

        @Override
        public Connection administer(String database) throws SQLException {
            return DriverManager.getConnection(jdbcUrl(database), "postgres", "postgres");
        }
    }

    static DatabaseCredentials credentials(String schema, String role) {
        return new DatabaseCredentials(schema + "_" + role, "test");
    }
}
