package io.dapp.auth;

import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestPostgres;
import io.dapp.testing.TestRedis;
import io.jsonwebtoken.Jwts;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The service as it runs, on parts of its own; its relay rests, what it would publish stands in {@code event}. */
final class AuthServer implements AutoCloseable {
    static final String ORIGIN = "https://app.test";

    private static final PrivateKey SIGNING_KEY =
            Jwts.SIG.RS256.keyPair().build().getPrivate();

    private static final MovableClock CLOCK = new MovableClock();

    final TestRedis redis;
    final TestDatabase database;
    final MovableClock clock = CLOCK;
    private final ConfigurableApplicationContext context;

    private AuthServer(TestRedis redis, TestDatabase database, ConfigurableApplicationContext context) {
        this.redis = redis;
        this.database = database;
        this.context = context;
    }

    static AuthServer start(Map<String, String> properties) {
        TestDatabase database = TestPostgres.database("auth");
        DatabaseCredentials owner = database.ownerCredentials("auth");
        Migrations.run(database.url(), owner.username(), owner.password(), "auth");
        return start(TestRedis.start(), database, properties);
    }

    /** Another instance beside this one. */
    AuthServer another() {
        return start(redis, database, Map.of());
    }

    private static AuthServer start(TestRedis redis, TestDatabase database, Map<String, String> properties) {
        DatabaseCredentials runtime = database.runtimeCredentials("auth");
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + runtime.username(),
                "--spring.datasource.password=" + runtime.password(),
                "--spring.data.redis.url=" + redis.url(),
                "--spring.kafka.bootstrap-servers=127.0.0.1:9",
                "--dapp.outbox.relay=false",
                "--dapp.log.format=readable",
                "--dapp.security.issuer=http://issuer.test",
                "--dapp.auth.signing-key=" + pem(SIGNING_KEY),
                "--dapp.auth.refresh-key=" + Base64.getEncoder().encodeToString(new byte[32]),
                "--dapp.auth.email-verification=off",
                "--dapp.auth.allowed-origins=" + ORIGIN,
                // Cheap hashes; what they cost is not what is tested.
                "--dapp.auth.hashing.memory-kib=64",
                "--dapp.auth.hashing.iterations=1"));
        properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new AuthServer(
                redis,
                database,
                new SpringApplicationBuilder(AuthApplication.class, TestTime.class)
                        .run(arguments.toArray(String[]::new)));
    }

    String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    String managementUrl() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.management.port");
    }

    Client client() {
        return new Client(url());
    }

    JdbcClient sql() {
        return context.getBean(JdbcClient.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    static PrivateKey signingKey() {
        return SIGNING_KEY;
    }

    private static String pem(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(key.getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class TestTime {
        @Bean
        Clock clock() {
            return CLOCK;
        }
    }
}
