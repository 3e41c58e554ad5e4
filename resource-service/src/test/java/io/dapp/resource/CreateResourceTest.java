package io.dapp.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateResourceTest extends ResourceServiceTest {
    private static final String BODY = """
            {"type": "note", "name": "Shopping", "data": {"items": ["milk", 2.5, null]}, "tags": ["home"]}""";

    private final TestTokens.Login user = login();

    @Test
    void aNewResourceIsAnsweredWithItsPlaceAndVersion() {
        Answer answer = post(user, BODY);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/resources/" + answer.id());
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(answer.body().path("owner_id").asString())
                .isEqualTo(user.userId().toString());
        assertThat(answer.body().path("data").toString()).isEqualTo("{\"items\":[\"milk\",2.5,null]}");
        assertThat(answer.body().path("visibility").asString()).isEqualTo("private");
        assertThat(answer.body().propertyNames())
                .containsExactly(
                        "id",
                        "version",
                        "owner_id",
                        "type",
                        "name",
                        "data",
                        "tags",
                        "visibility",
                        "created_at",
                        "updated_at");
    }

    @Test
    void aNewResourceIsInTheCacheAtOnce() {
        assertThat(get(user, "/api/resource/" + post(user, BODY).id()).header("X-Cache"))
                .isEqualTo("hit-redis");
    }

    @Test
    void theSameKeyGivesTheFirstAnswerAgain() {
        String key = UUID.randomUUID().toString();
        Answer first = post(user, BODY, "Idempotency-Key", key);
        Answer second = post(user, BODY.replace(", ", " ,"), "Idempotency-Key", key);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        String key = UUID.randomUUID().toString();
        post(user, BODY, "Idempotency-Key", key);
        Answer other = post(user, BODY.replace("milk", "bread"), "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void aKeyIsItsUsersOwn() {
        String key = UUID.randomUUID().toString();
        assertThat(post(login(), BODY, "Idempotency-Key", key).id())
                .isNotEqualTo(post(user, BODY, "Idempotency-Key", key).id());
    }

    @Test
    void aRefusalConsumesNoKey() {
        String key = UUID.randomUUID().toString();
        assertThat(post(user, "{\"type\": \"note\"}", "Idempotency-Key", key).status())
                .isEqualTo(400);
        assertThat(post(user, BODY, "Idempotency-Key", key).status()).isEqualTo(201);
    }

    @Test
    void theSameKeyFiftyTimesAtOnceMakesOneResource() throws Exception {
        String key = UUID.randomUUID().toString();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = IntStream.range(0, 50)
                    .mapToObj(_ -> (Callable<Answer>) () -> post(user, BODY, "Idempotency-Key", key))
                    .toList();
            Set<String> answers = threads.invokeAll(calls).stream()
                    .map(Future::resultNow)
                    .map(answer -> answer.status() + " " + answer.id())
                    .collect(Collectors.toSet());
            assertThat(answers).hasSize(1).allMatch(answer -> answer.startsWith("201 "));
        }
        assertThat(rows()).isEqualTo(1);
        assertThat(changeNumber()).as("duplicates take no change number").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {}, \"colour\": 1}",
                "{\"type\": \"note\", \"type\": \"note\", \"name\": \"n\", \"data\": {}}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {\"a\": 1, \"a\": 2}}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": []}",
                "{\"type\": \"note\", \"name\": \"n\"}",
                "{\"type\": \"note\", \"name\": \" \", \"data\": {}}",
                "{\"type\": \"No te\", \"name\": \"n\", \"data\": {}}",
                "{\"type\": \"note\", \"name\": \"a\\u0000b\", \"data\": {}}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {\"a\": \"\\u0000\"}}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {\"a\": \"\\ud800\"}}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {\"a\": 1e999}}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {}, \"visibility\": \"secret\"}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {}, \"visibility\": 1}",
                "{\"type\": \"note\", \"name\": 7, \"data\": {}}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {}, \"tags\": [\"\"]}",
                "{\"type\": \"note\", \"name\": \"n\", \"data\": {}, \"tags\": [null]}"
            })
    void whatIsNotValidIsRefusedAndRecordsNothing(String body) {
        Answer answer = post(user, body);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(rows()).isZero();
    }

    @Test
    void theFieldsAtFaultAreNamed() {
        Answer answer = post(user, "{\"type\": \"note\", \"name\": \"n\", \"data\": {}, \"tags\": [\"a\", \" \"]}");
        assertThat(answer.body().path("errors").path(0).path("field").asString())
                .isEqualTo("tags[1]");
    }

    @Test
    void dataBeyondItsBoundsIsRefused() {
        String large = "x".repeat(65_537);
        assertThat(post(user, "{\"type\":\"n\",\"name\":\"n\",\"data\":{\"a\":\"" + large + "\"}}")
                        .code())
                .isEqualTo("invalid_request");
        String deep = "{\"a\":".repeat(25) + "1" + "}".repeat(25);
        assertThat(post(user, "{\"type\":\"n\",\"name\":\"n\",\"data\":" + deep + "}")
                        .code())
                .isEqualTo("invalid_request");
        String huge = "x".repeat(300_000);
        assertThat(post(user, "{\"type\":\"n\",\"name\":\"n\",\"data\":{\"a\":\"" + huge + "\"}}")
                        .status())
                .isEqualTo(413);
    }

    private long rows() {
        return jdbc.sql("select count(*) from resource where owner_id = ?")
                .param(user.userId())
                .query(Long.class)
                .single();
    }

    private long changeNumber() {
        return jdbc.sql("select change_number from owner_line where owner_id = ?")
                .param(user.userId())
                .query(Long.class)
                .single();
    }
}
