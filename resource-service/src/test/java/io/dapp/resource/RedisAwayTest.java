package io.dapp.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import io.dapp.local.infra.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;

@DirtiesContext
class RedisAwayTest extends ResourceServiceTest {
    private final TestTokens.Login user = login();

    @AfterEach
    void back() {
        REDIS.resume();
    }

    @Test
    void readsAndWritesGoOnFromTheDatabaseAndTheCacheIsPutRightAfterwards() {
        String path = "/api/resources/" + created(user, "Before", "").id();
        String list = "/api/resources?owner=" + user.userId();
        get(user, list);
        // A service that has just started reads past Redis until it is connected.
        assertThat(Waiting.until(
                        Duration.ofSeconds(10),
                        () -> get(user, path).header("X-Cache").equals("hit-redis")))
                .isTrue();

        REDIS.pause();
        long start = System.nanoTime();
        Answer patched = call(user, "PATCH", path, "{\"name\": \"After\"}", "If-Match", "\"1\"");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(patched.status()).as(patched.response().body()).isEqualTo(200);
        assertThat(took).isLessThan(Duration.ofMillis(1500));
        Answer read = get(user, path);
        assertThat(read.body().path("name").asString()).isEqualTo("After");
        assertThat(read.header("X-Cache")).isEqualTo("miss");
        assertThat(get(user, list).body().path("items").path(0).path("name").asString())
                .isEqualTo("After");

        REDIS.resume();
        // The fence that waited in the stopped Redis keeps fills away for its own 10 s.
        assertThat(Waiting.until(
                        Duration.ofSeconds(30),
                        () -> get(user, path).body().path("name").asString().equals("After")
                                && get(user, path).header("X-Cache").equals("hit-redis")))
                .isTrue();
        assertThat(Waiting.until(
                        Duration.ofSeconds(10),
                        () -> get(user, list)
                                .body()
                                .path("items")
                                .path(0)
                                .path("name")
                                .asString()
                                .equals("After")))
                .isTrue();
    }
}
