package io.dapp.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.auth.Client.Answer;
import io.dapp.auth.Client.Person;
import io.dapp.auth.account.Accounts;
import io.dapp.auth.account.EmailAddress;
import io.dapp.auth.password.PasswordHashes;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@ExtendWith(OutputCaptureExtension.class)
class HardeningTest {
    private static final Path GOLDEN = Path.of("src/test/resources/openapi.json");

    private static AuthServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = AuthServer.start(Map.of());
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
        server.redis.close();
    }

    /** Each test finds a Redis that answers and is filled. */
    @BeforeEach
    void redis() {
        if (!server.redisAnswers()) {
            server.redis.restart();
        }
        await().atMost(Duration.ofSeconds(20)).until(server::redisIsFilled);
    }

    /** A change of the interface is a change of this file: {@code -Ddapp.golden.update=true} writes it. */
    @Test
    void theInterfaceIsTheReviewedOne() throws IOException {
        ObjectNode document = (ObjectNode) client.get("/v3/api-docs").body();
        document.remove("servers");
        String now =
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        if (Boolean.getBoolean("dapp.golden.update")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, now);
        }
        assertThat(now).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void anEmptiedRedisIsFilledAgain() {
        Person person = client.newPerson();
        Person out = client.loggedIn(person.email());
        client.logout(out.token());

        server.redis.restart();

        await().atMost(Duration.ofSeconds(20)).until(() -> server.redisAnswers() && server.redisIsFilled());
        assertThat(client.profile(person.token()).status()).isEqualTo(200);
        AuthServer fresh = server.another();
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> fresh.client().profile(person.token()).status() != 503);
            assertThat(fresh.client().profile(person.token()).status()).isEqualTo(200);
            assertThat(fresh.client().profile(out.token()).status()).isEqualTo(401);
        } finally {
            fresh.close();
        }
    }

    @Test
    void aLogoutWhileRedisIsAwayIsCarriedAfterwards() {
        Person person = client.newPerson();
        assertThat(client.profile(person.token()).status()).isEqualTo(200);
        server.redis.pause();

        Answer out = client.logout(person.token());
        assertThat(out.status()).isEqualTo(503);
        assertThat(out.code()).isEqualTo("service_unavailable");
        assertThat(out.header("Retry-After")).isEqualTo("1");
        assertThat(endedInDatabase(person)).isTrue();

        server.redis.resume();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> client.profile(person.token()).status() == 401);
        assertThat(client.logout(person.token()).status()).isEqualTo(204);
    }

    @Test
    void whileRedisIsAwayNoSessionIsOpenedButThoseOpenAreRefreshed() {
        Person person = client.newPerson();
        assertThat(client.profile(person.token()).status()).isEqualTo(200);
        server.redis.stop();

        assertThat(client.login(person.email(), Client.PASSWORD).code()).isEqualTo("service_unavailable");
        Answer refreshed = client.refresh(person.refreshToken());
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(client.profile(refreshed.text("token")).status()).isEqualTo(200);
        assertThat(server.sql()
                        .sql("select end_reason from session where account_id = ? and ended_at is not null")
                        .param(UUID.fromString(person.userId()))
                        .query(String.class)
                        .list())
                .containsExactly("not_given");
    }

    @Test
    void whatWasNotCarriedIsFoundByItsRow() {
        Person person = client.newPerson();
        // As if the service had died between the commit and the copy.
        server.sql().sql("""
                        update session set version = version + 1, ended_at = now(), end_reason = 'logout'
                         where account_id = ?
                        """).param(UUID.fromString(person.userId())).update();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> client.profile(person.token()).status() == 401);
    }

    @Test
    void anUnknownAccountTakesAHashToo() {
        Person person = client.newPerson();
        PasswordHashes hashes = server.bean(PasswordHashes.class);
        Accounts accounts = server.bean(Accounts.class);
        Secret hash =
                accounts.find(EmailAddress.parse(person.email())).orElseThrow().passwordHash();

        assertThat(hashes.matches(Secret.of(Client.PASSWORD), hash)).isTrue();
        assertThat(hashes.matches(Secret.of("nobody has this password"), null)).isFalse();
        assertThat(hash.reveal()).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
    }

    @Test
    void anOutdatedHashIsRenewedByALogin() {
        Person person = client.newPerson();
        AuthServer stronger = AuthServer.beside(server, Map.of("dapp.auth.hashing.memory-kib", "128"));
        try {
            assertThat(stronger.client().login(person.email(), Client.PASSWORD).status())
                    .isEqualTo(200);
        } finally {
            stronger.close();
        }

        assertThat(server.sql()
                        .sql("select password_hash from account where id = ?")
                        .param(UUID.fromString(person.userId()))
                        .query(String.class)
                        .single())
                .startsWith("$argon2id$v=19$m=128,t=1,p=1$");
        assertThat(client.login(person.email(), Client.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void moreHashesThanTurnsAreTurnedAway() throws Exception {
        AuthServer busy = AuthServer.beside(
                server,
                Map.of(
                        "dapp.auth.hashing.memory-kib", "65536",
                        "dapp.auth.hashing.iterations", "4",
                        "dapp.auth.hashing.concurrency", "1",
                        "dapp.auth.hashing.max-waiting", "1"));
        PasswordHashes hashes = busy.bean(PasswordHashes.class);
        CountDownLatch together = new CountDownLatch(1);
        int refused = 0;
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<Secret>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    together.await();
                    return hashes.hash(Secret.of(Client.PASSWORD));
                }));
            }
            together.countDown();
            for (Future<Secret> one : all) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOfSatisfying(ProblemException.class, problem -> {
                        assertThat(problem.code()).isEqualTo(CommonError.SERVICE_UNAVAILABLE);
                        assertThat(problem.retryAfter()).contains(Duration.ofSeconds(1));
                    });
                    refused++;
                }
            }
        } finally {
            busy.close();
        }

        assertThat(refused).isPositive().isLessThan(8);
    }

    @Test
    void nothingSecretIsLogged(CapturedOutput output) {
        String password = "s3cret-" + UUID.randomUUID();
        String email = "quiet-" + UUID.randomUUID() + "@example.com";
        client.register(email, password);
        Answer login = client.login(email, password);
        client.login(email, password + "-wrong");
        client.post(
                "/api/auth/login", "{\"email\": \"%s\", \"password\": \"%s\", \"x\": 1}".formatted(email, password));
        client.profile(login.text("token") + "x");
        Answer refreshed = client.refresh(login.text("refresh_token"));
        client.logout(refreshed.text("token"));

        assertThat(output.getAll())
                .doesNotContain(password)
                .doesNotContain(login.text("token"))
                .doesNotContain(login.text("refresh_token"))
                .doesNotContain(refreshed.text("refresh_token"))
                .doesNotContain("Using generated security password");
        assertThat(Secret.of(password)).hasToString("***");
        assertThat(server.bean(AuthProperties.class).toString()).doesNotContain("PRIVATE KEY");
    }

    private boolean endedInDatabase(Person person) {
        return server.sql()
                .sql("select ended_at is not null from session where account_id = ?")
                .param(UUID.fromString(person.userId()))
                .query(Boolean.class)
                .single();
    }
}
