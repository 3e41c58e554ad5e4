package io.dapp.auth;

import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestPostgres;
import io.dapp.testing.TestRedis;
import io.jsonwebtoken.Jwts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
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

    /** Another instance, with other settings. */
    static AuthServer beside(AuthServer first, Map<String, String> properties) {
        return start(first.redis, first.database, properties);
    }

    private static AuthServer start(TestRedis redis, TestDatabase database, Map<String, String> properties) {
        DatabaseCredentials runtime = database.runtimeCredentials("auth");
        Map<String, String> arguments = new HashMap<>();
        arguments.put("server.port", "0");
        arguments.put("management.server.port", "0");
        arguments.put("spring.datasource.url", database.url());
        arguments.put("spring.datasource.username", runtime.username());
        arguments.put("spring.datasource.password", runtime.password());
        arguments.put("spring.data.redis.url", redis.url());
        arguments.put("spring.kafka.bootstrap-servers", "127.0.0.1:9");
        arguments.put("dapp.outbox.relay", "false");
        arguments.put("dapp.log.format", "readable");
        arguments.put("dapp.security.issuer", "http://issuer.test");
        arguments.put("dapp.auth.signing-key", pem(SIGNING_KEY));
        arguments.put("dapp.auth.refresh-key", Base64.getEncoder().encodeToString(new byte[32]));
        arguments.put("dapp.auth.email-verification", "off");
        arguments.put("dapp.auth.allowed-origins", ORIGIN);
        // Cheap hashes; what they cost is not what is tested.
        arguments.put("dapp.auth.hashing.memory-kib", "64");
        arguments.put("dapp.auth.hashing.iterations", "1");
        arguments.putAll(properties);
        return new AuthServer(
                redis,
                database,
                new SpringApplicationBuilder(AuthApplication.class, TestTime.class)
                        .run(arguments.entrySet().stream()
                                .map(argument -> "--" + argument.getKey() + "=" + argument.getValue())
                                .toArray(String[]::new)));
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

    boolean redisAnswers() {
        try (RedisClient client = RedisClient.create(redis.url())) {
            return client.connect().sync().ping().equals("PONG");
        } catch (RedisException e) {
            return false;
        }
    }

    /** Whether Redis has been named as filled. */
    boolean redisIsFilled() {
        try (RedisClient client = RedisClient.create(redis.url())) {
            return client.connect().sync().exists("sessions:sentinel") == 1;
        }
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
