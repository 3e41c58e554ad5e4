package io.dapp.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.auth.Client.Answer;
import io.dapp.auth.Client.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static AuthServer server;
    private static AuthServer second;
    private static Client client;

    @BeforeAll
    static void start() {
        server = AuthServer.start(Map.of());
        second = server.another();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        second.close();
        server.close();
        server.redis.close();
    }

    @BeforeEach
    void now() {
        server.clock.reset();
    }

    @Test
    void aLogoutIsEffectiveEverywhereWithinASecond() {
        Person person = client.newPerson();
        assertThat(second.client().profile(person.token()).status()).isEqualTo(200);

        assertThat(client.logout(person.token()).status()).isEqualTo(204);

        await().atMost(SECOND)
                .until(() -> second.client().profile(person.token()).status() == 401);
        Answer here = client.profile(person.token());
        assertThat(here.status()).isEqualTo(401);
        assertThat(here.code()).isEqualTo("unauthorized");
        assertThat(here.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
        assertThat(client.refresh(person.refreshToken()).code()).isEqualTo("invalid_refresh_token");
    }

    @Test
    void loggingOutAgainIsNoError() {
        Person person = client.newPerson();

        assertThat(client.logout(person.token()).status()).isEqualTo(204);
        assertThat(client.logout(person.token()).status()).isEqualTo(204);
    }

    @Test
    void aRefreshGivesANewPair() {
        Person person = client.newPerson();

        Answer refreshed = client.refresh(person.refreshToken());

        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.body().propertyNames())
                .containsExactlyInAnyOrder("token", "refresh_token", "expires_in", "token_type");
        assertThat(refreshed.text("refresh_token")).isNotEqualTo(person.refreshToken());
        assertThat(client.profile(refreshed.text("token")).text("id")).isEqualTo(person.userId());
        assertThat(client.profile(person.token()).status()).isEqualTo(200);
    }

    @Test
    void aLostAnswerIsGivenAgain() {
        Person person = client.newPerson();
        Answer lost = client.refresh(person.refreshToken());
        server.clock.advance(Duration.ofSeconds(9));

        Answer again = client.refresh(person.refreshToken());

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("refresh_token")).isEqualTo(lost.text("refresh_token"));
        assertThat(client.refresh(again.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void fiftyRefreshesAtOnceGiveOneNewPair() throws Exception {
        Person person = client.newPerson();
        List<Answer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Client caller = (i % 2 == 0 ? server : second).client();
                all.add(threads.submit(() -> caller.refresh(person.refreshToken())));
            }
            for (Future<Answer> answer : all) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().map(answer -> answer.text("refresh_token")).distinct())
                .hasSize(1);
        assertThat(client.refresh(answers.getFirst().text("refresh_token")).status())
                .isEqualTo(200);
    }

    @Test
    void anOldRefreshTokenEndsTheSession() {
        Person person = client.newPerson();
        Answer first = client.refresh(person.refreshToken());
        Answer newest = client.refresh(first.text("refresh_token"));

        Answer reused = client.refresh(person.refreshToken());

        assertThat(reused.status()).isEqualTo(401);
        assertThat(reused.code()).isEqualTo("refresh_reused");
        assertThat(client.refresh(newest.text("refresh_token")).code()).isEqualTo("invalid_refresh_token");
        assertThat(client.refresh(person.refreshToken()).code()).isEqualTo("invalid_refresh_token");
        await().atMost(SECOND)
                .until(() -> second.client().profile(newest.text("token")).status() == 401);
        assertThat(server.sql()
                        .sql("select type from event where topic = 'security' and key = ? and owner_id = ?")
                        .params(person.userId(), UUID.fromString(person.userId()))
                        .query(String.class)
                        .list())
                .containsExactly("security.refresh_reused");
    }

    @Test
    void aRepeatedRefreshIsNoLostAnswerAfterTenSeconds() {
        Person person = client.newPerson();
        client.refresh(person.refreshToken());
        server.clock.advance(Duration.ofSeconds(11));

        assertThat(client.refresh(person.refreshToken()).code()).isEqualTo("refresh_reused");
    }

    @Test
    void aSessionEndsWithoutRefreshesAndAfterItsLongestLife() {
        Person idle = client.newPerson();
        server.clock.advance(Duration.ofDays(30));
        assertThat(client.refresh(idle.refreshToken()).code()).isEqualTo("invalid_refresh_token");

        server.clock.reset();
        Person busy = client.newPerson();
        String token = busy.refreshToken();
        for (int month = 0; month < 3; month++) {
            server.clock.advance(Duration.ofDays(29));
            token = client.refresh(token).text("refresh_token");
        }
        server.clock.advance(Duration.ofDays(4));
        assertThat(client.refresh(token).code()).isEqualTo("invalid_refresh_token");
    }

    @Test
    void anAccessTokenEndsAfterFiveMinutes() {
        Person person = client.newPerson();
        server.clock.advance(Duration.ofMinutes(5).plusSeconds(3));

        assertThat(client.profile(person.token()).status()).isEqualTo(401);
        String fresh = client.refresh(person.refreshToken()).text("token");
        assertThat(client.profile(fresh).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"refresh_token\": null}",
                "{\"refresh_token\": 7}",
                "{\"refresh_token\": \"r1.a.b\", \"refresh_in\": \"header\"}",
                "{\"refresh_token\": \"r1.a.b\", \"more\": 1}"
            })
    void aBadRefreshBodyIsRefused(String body) {
        assertThat(client.post("/api/auth/refresh", body).code()).isEqualTo("invalid_request");
    }

    @Test
    void aForgedRefreshTokenIsRefused() {
        String good = client.newPerson().refreshToken();
        int mac = good.lastIndexOf('.') + 1;
        String flipped = good.substring(0, mac) + (good.charAt(mac) == 'A' ? 'B' : 'A') + good.substring(mac + 1);
        for (String forged :
                List.of("", "r1", "r1..", flipped, good + "x", "r2" + good.substring(2), "x".repeat(500))) {
            Answer answer = client.refresh(forged);
            assertThat(answer.status()).as(forged).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("invalid_refresh_token");
        }
        assertThat(client.refresh(good).status()).isEqualTo(200);
    }

    @Test
    void sessionsAreListedAndEndedOneByOne() {
        Person first = client.newPerson();
        Answer other =
                client.login(first.email(), Client.PASSWORD, "User-Agent", "Phone", "X-Forwarded-For", "203.0.113.9");

        JsonNode items = client.as(first.token(), "GET", "/api/auth/sessions", null)
                .body()
                .path("items");
        assertThat(items.size()).isEqualTo(2);
        JsonNode phone = items.get(0);
        assertThat(phone.path("device").asString()).isEqualTo("Phone");
        assertThat(phone.path("address").asString()).isEqualTo("203.0.113.9");
        assertThat(phone.path("current").asBoolean()).isFalse();
        assertThat(items.get(1).path("current").asBoolean()).isTrue();

        Answer ended = client.as(
                first.token(),
                "DELETE",
                "/api/auth/sessions/" + phone.path("id").asString(),
                null);
        assertThat(ended.status()).isEqualTo(204);
        await().atMost(SECOND)
                .until(() -> second.client().profile(other.text("token")).status() == 401);
        assertThat(client.profile(first.token()).status()).isEqualTo(200);
    }

    @Test
    void allOtherSessionsAreEnded() {
        Person kept = client.newPerson();
        List<Person> others = List.of(client.loggedIn(kept.email()), client.loggedIn(kept.email()));

        assertThat(client.as(kept.token(), "DELETE", "/api/auth/sessions", null).status())
                .isEqualTo(204);

        for (Person other : others) {
            assertThat(client.profile(other.token()).status()).isEqualTo(401);
        }
        assertThat(client.as(kept.token(), "GET", "/api/auth/sessions", null)
                        .body()
                        .path("items")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void theListOfSessionsPages() {
        Person person = client.newPerson();
        client.loggedIn(person.email());
        client.loggedIn(person.email());

        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = client.as(person.token(), "GET", "/api/auth/sessions?limit=2" + cursor, null);
            page.body().path("items").forEach(item -> ids.add(item.path("id").asString()));
            String next = page.body().path("next_cursor").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());

        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "cursor=x", "cursor=AAAA", "cursor=%00"})
    void aBadPageIsRefused(String query) {
        Answer answer = client.as(client.newPerson().token(), "GET", "/api/auth/sessions?" + query, null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
    }

    @Test
    void somebodyElsesSessionDoesNotExist() {
        Person owner = client.newPerson();
        Person stranger = client.newPerson();
        String id = client.as(owner.token(), "GET", "/api/auth/sessions", null)
                .body()
                .at("/items/0/id")
                .asString();

        Answer answer = client.as(stranger.token(), "DELETE", "/api/auth/sessions/" + id, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("not_found");
        assertThat(client.profile(owner.token()).status()).isEqualTo(200);
        assertThat(client.profile(stranger.token()).text("id")).isEqualTo(stranger.userId());
        assertThat(client.as(stranger.token(), "DELETE", "/api/auth/sessions", null)
                        .status())
                .isEqualTo(204);
        assertThat(client.profile(owner.token()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/user/profile",
        "PATCH,/api/user/profile",
        "GET,/api/auth/sessions",
        "DELETE,/api/auth/sessions",
        "DELETE,/api/auth/sessions/00000000-0000-0000-0000-000000000000",
        "POST,/api/auth/logout",
        "GET,/api/auth/unknown",
        "GET,/api/admin"
    })
    void everyRouteNeedsAToken(String method, String path) {
        String body = method.equals("PATCH") ? "{}" : null;
        Answer none = client.send(method, path, body);
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.code()).isEqualTo("unauthorized");
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(none.header("Content-Type")).isEqualTo("application/problem+json");
        for (String bad : List.of("x", "a.b.c", "x".repeat(6000))) {
            assertThat(client.as(bad, method, path, body).status()).isEqualTo(401);
        }
        assertThat(client.send(method, path, body, "Authorization", "Basic YTpi")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void oneAccountHasABoundedNumberOfSessions() {
        Person first = client.newPerson();
        for (int i = 0; i < 100; i++) {
            client.loggedIn(first.email());
        }

        assertThat(client.profile(first.token()).status()).isEqualTo(401);
        assertThat(server.sql()
                        .sql("select count(*) from session where account_id = ? and ended_at is null")
                        .param(UUID.fromString(first.userId()))
                        .query(Integer.class)
                        .single())
                .isEqualTo(100);
    }

    @Test
    void aBrowserKeepsItsRefreshTokenInACookie() {
        String email = client.newPerson().email();
        String body = "{\"email\": \"%s\", \"password\": \"%s\", \"refresh_in\": \"cookie\"}"
                .formatted(email, Client.PASSWORD);

        Answer login = client.post("/api/auth/login", body, "Origin", AuthServer.ORIGIN);
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.body().has("refresh_token")).isFalse();
        String cookie = String.valueOf(login.header("Set-Cookie"));
        assertThat(cookie).startsWith("refresh_token=r1.");
        assertThat(cookie).contains("Path=/api/auth", "Max-Age=", "Secure", "HttpOnly", "SameSite=Strict");

        String pair = cookie.substring(0, cookie.indexOf(';'));
        String inCookie = "{\"refresh_in\": \"cookie\"}";
        Answer refreshed = client.post("/api/auth/refresh", inCookie, "Origin", AuthServer.ORIGIN, "Cookie", pair);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.body().has("refresh_token")).isFalse();
        assertThat(refreshed.header("Set-Cookie"))
                .startsWith("refresh_token=r1.")
                .doesNotContain(pair);

        Answer out =
                client.send("POST", "/api/auth/logout", null, "Authorization", "Bearer " + refreshed.text("token"));
        assertThat(out.header("Set-Cookie")).contains("refresh_token=;", "Max-Age=0");
        Answer over = client.post("/api/auth/refresh", inCookie, "Origin", AuthServer.ORIGIN, "Cookie", pair);
        assertThat(over.status()).isEqualTo(401);
        assertThat(over.header("Set-Cookie")).contains("Max-Age=0");
    }

    @Test
    void aCookieNeedsAnAllowedOrigin() {
        Person person = client.newPerson();
        String login = "{\"email\": \"%s\", \"password\": \"%s\", \"refresh_in\": \"cookie\"}"
                .formatted(person.email(), Client.PASSWORD);
        String cookie = "refresh_token=" + person.refreshToken();
        for (String origin : List.of("https://evil.test", "null", "https://app.test.evil.test", "http://app.test")) {
            assertThat(client.post("/api/auth/login", login, "Origin", origin).code())
                    .isEqualTo("origin_not_allowed");
            assertThat(client.post(
                                    "/api/auth/refresh",
                                    "{\"refresh_in\": \"cookie\"}",
                                    "Origin",
                                    origin,
                                    "Cookie",
                                    cookie)
                            .code())
                    .isEqualTo("origin_not_allowed");
        }
        assertThat(client.post("/api/auth/login", login).code()).isEqualTo("origin_not_allowed");
        // A cookie alone, without being asked for, is not looked at.
        assertThat(client.post("/api/auth/refresh", "{}", "Cookie", cookie).code())
                .isEqualTo("invalid_request");
        assertThat(client.refresh(person.refreshToken()).status()).isEqualTo(200);
    }

    @Test
    void theKeysArePublished() {
        Answer keys = client.get("/.well-known/jwks.json");

        assertThat(keys.status()).isEqualTo(200);
        assertThat(keys.header("Cache-Control")).isEqualTo("max-age=60, public");
        JsonNode key = keys.body().at("/keys/0");
        assertThat(key.path("kty").asString()).isEqualTo("RSA");
        assertThat(key.path("alg").asString()).isEqualTo("RS256");
        assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
    }
}
