package io.dapp.transaction;

import static org.awaitility.Awaitility.await;

import io.dapp.chain.Address;
import io.dapp.common.testing.TestTokens;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestRedis;
import io.dapp.transaction.core.testing.PaymentWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service on a real PostgreSQL, Redis and EVM node, spoken to over HTTP. Its subclasses share one. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class PaymentServiceTest {
    static final long ETHER = 1_000_000_000_000_000_000L;
    static final String RECIPIENT = "0x00000000000000000000000000000000000000AA";
    static final String SUBMIT = "/api/blockchain/transaction";
    static final Path REPORTS = folder();
    static final PaymentWorld WORLD = new PaymentWorld();
    static final TestTokens TOKENS = TestTokens.start(TestRedis.shared().url());
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    /** An answer, with its body as JSON. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String code() {
            return body.path("code").asString("");
        }

        String text(String field) {
            return body.path(field).asString("");
        }

        /** Status and code, as a problem is documented. */
        String problem() {
            return status + " " + code();
        }

        String fields() {
            return body.path("errors")
                    .valueStream()
                    .map(one -> one.path("field").asString(""))
                    .toList()
                    .toString();
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        DatabaseCredentials runtime = WORLD.database().runtimeCredentials("transaction");
        registry.add("spring.datasource.url", WORLD.database()::url);
        registry.add("spring.datasource.username", runtime::username);
        registry.add("spring.datasource.password", runtime::password);
        registry.add("spring.data.redis.url", TestRedis.shared()::url);
        // No event is read here: the outbox keeps them.
        registry.add("dapp.outbox.relay", () -> false);
        registry.add("dapp.signing.master-key", () -> Base64.getEncoder().encodeToString(new byte[32]));
        registry.add("dapp.chains.local.id", () -> 31_337);
        // Of one property that both add, the superclass's value counts.
        registry.add(
                "dapp.chains.local.nodes[0].http-url",
                () -> "${test.node:" + WORLD.node().httpUrl() + "}");
        registry.add("dapp.chains.local.block-time", () -> "1h");
        registry.add("dapp.chains.local.poll-interval", () -> "50ms");
        registry.add("dapp.chains.local.max-fee-ceiling", () -> "500000000000");
        registry.add("dapp.chains.local.max-transaction-gas", () -> 16_777_216);
        registry.add("dapp.reports.folder", () -> REPORTS);
        registry.add("dapp.reports.rows-at-once", () -> 2);
        registry.add("management.server.port", () -> 0);
        TOKENS.properties().forEach((name, value) -> registry.add(name, () -> value));
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("reports");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A context that has just begun has to look at its node first. */
    @BeforeEach
    void awaitTheNode() {
        await().until(() -> get(login(), "/api/blockchain/31337/fees").status() == 200);
    }

    static TestTokens.Login login() {
        return TOKENS.login();
    }

    static TestTokens.Login login(String... scopes) {
        return TOKENS.login(UUID.randomUUID(), scopes);
    }

    /** A new wallet of the user that holds {@code wei}. */
    String wallet(TestTokens.Login user, long wei) {
        String address = post(user, "/api/wallets", "{}").text("address");
        if (wei > 0) {
            WORLD.fund(Address.parse(address), wei);
        }
        return address;
    }

    Answer pay(TestTokens.Login user, String from, String amount, String members, String... headers) {
        return post(user, SUBMIT, """
                {"from": "%s", "to": "%s", "amount": "%s"%s}""".formatted(from, RECIPIENT, amount, members), headers);
    }

    Answer get(TestTokens.@Nullable Login user, String path) {
        return call(user, "GET", path, null);
    }

    Answer delete(TestTokens.@Nullable Login user, String path) {
        return call(user, "DELETE", path, null);
    }

    Answer put(TestTokens.@Nullable Login user, String path, String body) {
        return call(user, "PUT", path, body);
    }

    Answer post(TestTokens.@Nullable Login user, String path, String body, String... headers) {
        return call(user, "POST", path, body, headers);
    }

    /** The body of an answer that is no JSON. */
    String content(TestTokens.Login user, String path) {
        HttpResponse<String> response = send(user, "GET", path, null);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private Answer call(
            TestTokens.@Nullable Login user, String method, String path, @Nullable String body, String... headers) {
        HttpResponse<String> response = send(user, method, path, body, headers);
        JsonNode json = response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
        return new Answer(response.statusCode(), json, response);
    }

    private HttpResponse<String> send(
            TestTokens.@Nullable Login user, String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (user != null) {
            request.header("Authorization", "Bearer " + user.token());
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
