package io.dapp.notification.testing;

import io.dapp.common.testing.TestTokens;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestKafka;
import io.dapp.testing.TestPostgres;
import io.dapp.testing.TestRedis;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;

/** What gateways run in: a database and a consumer group of their own, Redis, Kafka and somebody who issues tokens. */
public final class Surroundings implements AutoCloseable {
    private static final String SCHEMA = "notification";

    private final TestDatabase database = TestPostgres.database(SCHEMA);
    private final String group = "gateway-" + UUID.randomUUID();
    private final TestRedis redis;
    private final TestKafka kafka;
    private final TestTokens tokens;

    private Surroundings(TestRedis redis, TestKafka kafka) {
        this.redis = redis;
        this.kafka = kafka;
        this.tokens = TestTokens.start(redis.url());
        DatabaseCredentials owner = database.ownerCredentials(SCHEMA);
        Flyway.configure()
                .dataSource(database.url(), owner.username(), owner.password())
                .schemas(SCHEMA)
                .locations("classpath:db/migration/" + SCHEMA)
                .load()
                .migrate();
    }

    public static Surroundings shared() {
        return new Surroundings(TestRedis.shared(), TestKafka.shared());
    }

    /** With a Redis that the test may take away. */
    public static Surroundings withOwnRedis() {
        return new Surroundings(TestRedis.start(), TestKafka.shared());
    }

    /** With a Kafka that the test may take away. */
    public static Surroundings withOwnKafka() {
        return new Surroundings(TestRedis.shared(), TestKafka.start());
    }

    public TestRedis redis() {
        return redis;
    }

    public TestKafka kafka() {
        return kafka;
    }

    public TestTokens tokens() {
        return tokens;
    }

    /** Runs SQL with every right, as an operator or an accident would. */
    public void sql(String statement) {
        try (Connection connection = TestPostgres.administer(database);
                var running = connection.createStatement()) {
            running.execute("set search_path = " + SCHEMA);
            running.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row. */
    public String query(String statement) {
        try (Connection connection = TestPostgres.administer(database);
                var running = connection.createStatement()) {
            running.execute("set search_path = " + SCHEMA);
            try (var rows = running.executeQuery(statement)) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps everybody out of the database, or lets them in again. */
    public void databaseReachable(boolean reachable) {
        int slash = database.url().lastIndexOf('/');
        String name = database.url().substring(slash + 1);
        var maintenance = new TestDatabase(database.url().substring(0, slash) + "/postgres");
        try (Connection connection = TestPostgres.administer(maintenance);
                var running = connection.createStatement()) {
            running.execute("alter database " + name + " allow_connections " + reachable);
            if (!reachable) {
                running.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Object> properties() {
        DatabaseCredentials runtime = database.runtimeCredentials(SCHEMA);
        var properties = new HashMap<String, Object>(tokens.properties());
        properties.put("spring.datasource.url", database.url());
        properties.put("spring.datasource.username", runtime.username());
        properties.put("spring.datasource.password", runtime.password());
        properties.put("spring.data.redis.url", redis.url());
        properties.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
        properties.put("dapp.notification.feed.group", group);
        properties.put("dapp.notification.delivery.hint-channel", group);
        properties.put("server.port", 0);
        properties.put("management.server.port", 0);
        return properties;
    }

    @Override
    public void close() {
        tokens.close();
    }
}
