package io.dapp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.auth.Client.Answer;
import io.dapp.auth.Client.Person;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
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

    @Test
    void registersAndLogsIn() {
        String email = newEmail();

        Answer registered = client.post("/api/auth/register", """
                {"email": "  %s ", "password": "pass phräse ✓", "display_name": "Ada"}
                """.formatted(email.toUpperCase(Locale.ROOT)));
        Answer login = client.login(email, "pass phräse ✓");

        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.body().propertyNames()).containsExactly("email");
        assertThat(registered.text("email")).isEqualTo(email);
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.body().propertyNames())
                .containsExactlyInAnyOrder("token", "refresh_token", "expires_in", "token_type", "user");
        assertThat(login.text("token_type")).isEqualTo("Bearer");
        assertThat(login.body().path("expires_in").asInt()).isEqualTo(300);
        assertThat(login.body().at("/user/email").asString()).isEqualTo(email);
        assertThat(login.body().at("/user/display_name").asString()).isEqualTo("Ada");
        assertThat(login.header("Cache-Control")).contains("no-store");
        assertThat(client.profile(login.text("token")).body())
                .isEqualTo(login.body().path("user"));
    }

    @Test
    void aTakenAddressIsAnsweredAlikeAndKeepsItsPassword() {
        Person person = client.newPerson();

        Answer again = client.register(person.email().toUpperCase(Locale.ROOT), "another password");
        Answer fresh = client.register(newEmail(), "another password");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body().propertyNames()).isEqualTo(fresh.body().propertyNames());
        assertThat(client.login(person.email(), Client.PASSWORD).status()).isEqualTo(200);
        assertThat(client.login(person.email(), "another password").code()).isEqualTo("invalid_credentials");
    }

    @Test
    void registrationIsToldOnceToThoseWhoMail() {
        Person person = client.newPerson();
        client.register(person.email(), Client.PASSWORD);

        List<Map<String, Object>> events = server.sql()
                .sql("select type, version, owner_id, data::text as data from event where topic = 'users' and key = ?")
                .param(person.userId())
                .query()
                .listOfRows();

        assertThat(events).hasSize(1);
        assertThat(events.getFirst())
                .containsEntry("type", "user.registered")
                .containsEntry("version", 1L)
                .containsEntry("owner_id", UUID.fromString(person.userId()))
                .containsEntry(
                        "data",
                        "{\"id\":\"%s\",\"email\":\"%s\",\"locale\":\"en\"}"
                                .formatted(person.userId(), person.email()));
    }

    @Test
    void anUnknownAddressIsAnsweredAsAWrongPassword() {
        Person person = client.newPerson();

        Answer wrong = client.login(person.email(), "wrong password");
        Answer unknown = client.login(newEmail(), "wrong password");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("invalid_credentials");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.text("detail")).isEqualTo(wrong.text("detail"));
        assertThat(unknown.code()).isEqualTo(wrong.code());
        assertThat(unknown.body().propertyNames()).isEqualTo(wrong.body().propertyNames());
    }

    @Test
    void guessingIsSlowedDownForKnownAndUnknownAccountsAlike() {
        for (String email : List.of(client.newPerson().email(), newEmail())) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.login(email, "wrong password").status()).isEqualTo(401);
            }
            Answer refused = client.login(email, Client.PASSWORD);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("rate_limited");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            // A stranger elsewhere locks nobody out.
            assertThat(client.login(email, "wrong password", "X-Forwarded-For", "198.51.100.7")
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{}",
                "{\"email\": \"a@b.cd\"}",
                "{\"email\": \"a@b.cd\", \"password\": null}",
                "{\"email\": null, \"password\": \"long enough\"}",
                "{\"email\": \"a@b.cd\", \"password\": 12345678}",
                "{\"email\": 7, \"password\": \"long enough\"}",
                "{\"email\": \"a@b.cd\", \"password\": [\"long enough\"]}",
                "{\"email\": \"a@b.cd\", \"password\": {\"value\": \"long enough\"}}",
                "{\"email\": \"a@b.cd\", \"password\": \"long enough\", \"admin\": true}",
                "{\"email\": \"a@b.cd\", \"email\": \"c@b.cd\", \"password\": \"long enough\"}",
                "{\"email\": \"a@b.cd\", \"password\": \"long enough\"} {}",
                "{\"email\": \"no address\", \"password\": \"long enough\"}",
                "{\"email\": \"a@\", \"password\": \"long enough\"}",
                "{\"email\": \"@b.cd\", \"password\": \"long enough\"}",
                "{\"email\": \"a@b..cd\", \"password\": \"long enough\"}",
                "{\"email\": \"a\\r\\nBcc: x@b.cd\", \"password\": \"long enough\"}"
            })
    void aBadBodyIsRefused(String body) {
        for (String path : List.of("/api/auth/register", "/api/auth/login")) {
            Answer answer = client.post(path, body);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("invalid_request");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 129})
    void aPasswordOfAnotherLengthIsRefused(int length) {
        Answer answer = client.register(newEmail(), "✓".repeat(length));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/field").asString()).isEqualTo("password");
    }

    @Test
    void aPasswordIsTakenVerbatim() {
        for (String password : List.of(" spaces around ", "😀".repeat(128), "ﬁligree Å")) {
            String email = newEmail();
            assertThat(client.register(email, password).status()).isEqualTo(201);
            assertThat(client.login(email, password).status()).isEqualTo(200);
            assertThat(client.login(email, password.strip() + "!").status()).isEqualTo(401);
        }
    }

    @Test
    void theProfileIsChangedWhereGiven() {
        Person person = client.newPerson();

        Answer named = change(person, "{\"display_name\": \"Ada Lovelace\", \"locale\": \"de-ch\"}");
        assertThat(named.status()).isEqualTo(200);
        assertThat(named.text("display_name")).isEqualTo("Ada Lovelace");
        assertThat(named.text("locale")).isEqualTo("de-CH");

        assertThat(change(person, "{}").text("display_name")).isEqualTo("Ada Lovelace");
        Answer unnamed = change(person, "{\"display_name\": null}");
        assertThat(unnamed.body().path("display_name").isNull()).isTrue();
        assertThat(unnamed.text("locale")).isEqualTo("de-CH");
        assertThat(server.sql()
                        .sql("select count(*) from event where topic = 'users' and key = ?")
                        .param(person.userId())
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"display_name\": \"\"}",
                "{\"display_name\": \"   \"}",
                "{\"display_name\": \"a\\u0000b\"}",
                "{\"display_name\": \"a\\u202Eb\"}",
                "{\"display_name\": 7}",
                "{\"locale\": \"not a locale\"}",
                "{\"email\": \"other@example.com\"}",
                "{\"role\": \"admin\"}",
                "{\"version\": 9}"
            })
    void aBadChangeOfTheProfileIsRefused(String body) {
        Answer answer = change(client.newPerson(), body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
    }

    private static Answer change(Person person, String body) {
        return client.as(person.token(), "PATCH", "/api/user/profile", body);
    }

    private static String newEmail() {
        return "user-" + UUID.randomUUID() + "@example.com";
    }
}
