package io.dapp.resource;

import io.dapp.common.migration.Migrations;
import io.dapp.common.testing.TestTokens;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestKafka;
import io.dapp.testing.TestPostgres;
import io.dapp.testing.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service on a real PostgreSQL, Redis and Kafka, spoken to over HTTP. Its subclasses share one. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class ResourceServiceTest {
    static final TestRedis REDIS = TestRedis.start();
    static final TestKafka KAFKA = TestKafka.shared();
    private static final TestTokens TOKENS = TestTokens.start(REDIS.url());
    private static final TestDatabase DATABASE = migrated();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    JdbcClient jdbc;

    /** An answer, with its body as JSON where it has one. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String id() {
            return body.path("id").asString("");
        }

        String code() {
            return body.path("code").asString("");
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        DatabaseCredentials runtime = DATABASE.runtimeCredentials("resource");
        registry.add("spring.datasource.url", DATABASE::url);
        registry.add("spring.datasource.username", runtime::username);
        registry.add("spring.datasource.password", runtime::password);
        registry.add("spring.data.redis.url", REDIS::url);
        registry.add("spring.kafka.bootstrap-servers", KAFKA::bootstrapServers);
        registry.add("management.server.port", () -> 0);
        TOKENS.properties().forEach((name, value) -> registry.add(name, () -> value));
    }

    static TestTokens.Login login() {
        return TOKENS.login();
    }

    static TestTokens.Login login(String... scopes) {
        return TOKENS.login(java.util.UUID.randomUUID(), scopes);
    }

    Answer get(TestTokens.@Nullable Login user, String path, String... headers) {
        return call(user, "GET", path, null, headers);
    }

    Answer post(TestTokens.Login user, String body, String... headers) {
        return call(user, "POST", "/api/resources", body, headers);
    }

    /** A new resource of {@code user}; what is said of it stands in {@code members}. */
    Answer created(TestTokens.Login user, String name, String members) {
        Answer answer = post(user, """
                {"type": "note", "name": "%s", "data": {"a": 1}%s}""".formatted(name, members));
        if (answer.status() != 201) {
            throw new AssertionError(answer.response().body());
        }
        return answer;
    }

    Answer call(TestTokens.@Nullable Login user, String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (user != null) {
            request.header("Authorization", "Bearer " + user.token());
        }
        request.header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode json = response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), json, response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static TestDatabase migrated() {
        TestDatabase database = TestPostgres.database("resource");
        DatabaseCredentials owner = database.ownerCredentials("resource");
        Migrations.run(database.url(), owner.username(), owner.password(), "resource");
        return database;
    }
}
