package io.dapp.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeResourceTest extends ResourceServiceTest {
    private static final String REPLACEMENT = """
            {"type": "list", "name": "New", "data": {"b": 2}, "tags": ["x"], "visibility": "public"}""";

    private final TestTokens.Login user = login();
    private final TestTokens.Login other = login();

    @Test
    void aReplacementIsTheNextVersionAndServedAtOnce() {
        String path = path(created(user, "Old", ""));
        Answer replaced = call(user, "PUT", path, REPLACEMENT, "If-Match", "\"1\"");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
        Answer read = get(user, path);
        assertThat(read.body()).isEqualTo(replaced.body());
        assertThat(read.header("X-Cache")).isEqualTo("hit-redis");
    }

    @Test
    void aMergePatchChangesWhatItNamesAndRemovesNulls() {
        Answer before = post(user, """
                {"type": "note", "name": "n", "data": {"a": {"b": 1, "c": 2}, "d": [1]}, "tags": ["t"]}""");
        Answer patched =
                call(user, "PATCH", path(before), "{\"data\": {\"a\": {\"b\": null, \"e\": 3}}}", "If-Match", "\"1\"");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.body().path("data").toString()).isEqualTo("{\"a\":{\"c\":2,\"e\":3},\"d\":[1]}");
        assertThat(patched.body().path("tags").toString()).isEqualTo("[\"t\"]");
        Answer cleared = call(user, "PATCH", path(before), "{\"tags\": null}", "If-Match", "\"2\"");
        assertThat(cleared.body().path("tags").toString()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]",
                "\"x\"",
                "{\"id\": \"1\"}",
                "{\"version\": 9}",
                "{\"owner_id\": \"1\"}",
                "{\"name\": null}",
                "{\"data\": 5}",
                "{\"colour\": 1}"
            })
    void aPatchThatLeavesNoValidResourceIsRefused(String patch) {
        Answer before = created(user, "n", "");
        Answer answer = call(user, "PATCH", path(before), patch, "If-Match", "\"1\"");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(get(user, path(before)).body()).isEqualTo(before.body());
    }

    @Test
    void aPatchOfAnotherMediaTypeIsRefused() {
        String path = path(created(user, "n", ""));
        assertThat(call(user, "PATCH", path, "{}", "If-Match", "\"1\"", "Content-Type", "application/json")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void aDeletedResourceIsGoneAndLeavesATombstone() {
        Answer before = created(user, "n", "");
        assertThat(call(user, "DELETE", path(before), null, "If-Match", "\"1\"").status())
                .isEqualTo(204);
        Answer gone = get(user, path(before));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(call(user, "DELETE", path(before), null, "If-Match", "\"1\"").status())
                .isEqualTo(404);
        assertThat(jdbc.sql("select version || ' ' || change_number from deleted_resource where id = ?")
                        .param(UUID.fromString(before.id()))
                        .query(String.class)
                        .single())
                .isEqualTo("2 2");
    }

    @ParameterizedTest
    @CsvSource({"PUT", "PATCH", "DELETE"})
    void everyChangeNamesTheVersionItHasSeen(String method) {
        String path = path(created(user, "n", ""));
        String body = method.equals("DELETE") ? null : method.equals("PUT") ? REPLACEMENT : "{}";
        assertThat(call(user, method, path, body).code()).isEqualTo("precondition_required");
        assertThat(call(user, method, path, body, "If-Match", "\"7\"").code()).isEqualTo("precondition_failed");
        assertThat(call(user, method, path, body, "If-Match", "W/\"1\"").code()).isEqualTo("precondition_failed");
        assertThat(call(user, method, path, body, "If-Match", "garbage").status())
                .isIn(400, 412);
        assertThat(call(user, method, path, body, "If-Match", "\"9\", \"1\"").status())
                .isIn(200, 204);
    }

    @ParameterizedTest
    @CsvSource({"PUT", "PATCH", "DELETE"})
    void nobodyElseChangesAResource(String method) {
        String body = method.equals("DELETE") ? null : method.equals("PUT") ? REPLACEMENT : "{}";
        String hidden = path(created(user, "n", ""));
        assertThat(call(other, method, hidden, body, "If-Match", "\"1\"").status())
                .isEqualTo(404);
        assertThat(call(other, method, hidden, body, "If-Match", "*").status()).isEqualTo(404);
        String shown = path(created(user, "n", ", \"visibility\": \"public\""));
        assertThat(call(other, method, shown, body, "If-Match", "\"1\"").status())
                .isEqualTo(403);
        assertThat(call(null, method, shown, body, "If-Match", "\"1\"").status())
                .isEqualTo(401);
        assertThat(call(login("resources:read"), method, shown, body, "If-Match", "\"1\"")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void ofManyChangesOfOneVersionOneWins() throws Exception {
        String path = path(created(user, "n", ""));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = IntStream.range(0, 20)
                    .mapToObj(_ -> (Callable<Integer>) () -> call(user, "PUT", path, REPLACEMENT, "If-Match", "\"1\"")
                            .status())
                    .toList();
            List<Integer> answers =
                    threads.invokeAll(calls).stream().map(Future::resultNow).toList();
            assertThat(answers).containsOnly(200, 412).containsOnlyOnce(200);
        }
    }

    @Test
    void eachChangeTakesItsOwnersNextChangeNumberAndIsTold() {
        Answer first = created(user, "a", "");
        Answer second = created(user, "b", "");
        call(user, "PUT", path(first), REPLACEMENT, "If-Match", "\"1\"");
        call(user, "DELETE", path(second), null, "If-Match", "\"1\"");
        assertThat(jdbc.sql("select change_number from resource where id = ?")
                        .param(UUID.fromString(first.id()))
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
        assertThat(jdbc.sql("select type || ' ' || version from event where key = ? order by id")
                        .param(user.userId().toString())
                        .query(String.class)
                        .list())
                .containsExactly(
                        "resource.created 1", "resource.created 1", "resource.updated 2", "resource.deleted 2");
    }

    private static String path(Answer resource) {
        return "/api/resources/" + resource.id();
    }
}
