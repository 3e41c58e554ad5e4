package io.dapp.resource.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.json.Json;
import io.dapp.resource.cache.ResourceCache.Fence;
import io.dapp.resource.cache.ResourceCache.Lookup;
import io.dapp.resource.record.Resource;
import io.dapp.resource.record.Visibility;
import io.dapp.testing.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

class ResourceCacheTest {
    private static TestRedis redis;
    private static LettuceConnectionFactory connections;
    private static StringRedisTemplate template;

    private final UUID id = UUID.randomUUID();
    private final CacheSettings settings = settings(Duration.ofSeconds(10), Duration.ofSeconds(4));
    private final ResourceCache cache = cache(settings);

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(redis.host(), redis.port()),
                LettuceClientConfiguration.builder()
                        .commandTimeout(Duration.ofMillis(250))
                        .build());
        connections.afterPropertiesSet();
        connections.start();
        template = new StringRedisTemplate(connections);
    }

    @AfterAll
    static void stop() {
        connections.destroy();
        redis.close();
    }

    @Test
    void whatWasFilledIsHit() {
        cache.fill(version(1), miss(cache));
        assertThat(cache.lookup(id)).isEqualTo(new Lookup.Hit(version(1)));
    }

    @Test
    void anEntryLivesForAnHourLessItsJitter() {
        cache.fill(version(1), miss(cache));
        assertThat(template.getExpire("resource:" + id)).isBetween(54 * 60L, 60 * 60L);
    }

    @Test
    void aStaleFillNeverReplacesANewerValue() {
        Lookup.Miss beforeTheWrite = miss(cache);
        cache.written(version(2), cache.fence(id));
        cache.fill(version(1), beforeTheWrite);
        assertThat(cache.lookup(id)).isEqualTo(new Lookup.Hit(version(2)));
    }

    @Test
    void aFillWhileAWriterCommitsIsRefused() {
        Lookup.Miss miss = miss(cache);
        Fence fence = cache.fence(id);
        cache.fill(version(1), miss);
        assertThat(cache.lookup(id)).isInstanceOf(Lookup.Miss.class);
        cache.written(version(2), fence);
        assertThat(cache.lookup(id)).isEqualTo(new Lookup.Hit(version(2)));
    }

    @Test
    void aFenceDropsTheValueButNotItsVersion() {
        cache.written(version(5), cache.fence(id));
        Lookup.Miss miss = miss(cache, cache.fence(id));
        cache.fill(version(4), miss);
        assertThat(cache.lookup(id)).isInstanceOf(Lookup.Miss.class);
        cache.fill(version(5), miss);
        assertThat(cache.lookup(id)).isEqualTo(new Lookup.Hit(version(5)));
    }

    @Test
    void aFillAfterADeletionIsRefused() {
        Lookup.Miss beforeTheDeletion = miss(cache);
        cache.deleted(id, 2, cache.fence(id));
        cache.fill(version(1), beforeTheDeletion);
        assertThat(cache.lookup(id)).isEqualTo(new Lookup.Deleted());
    }

    @Test
    void aLateWriterDoesNotReplaceALaterVersion() {
        Fence second = cache.fence(id);
        Fence third = cache.fence(id);
        cache.written(version(3), third);
        cache.written(version(2), second);
        Lookup.Miss miss = (Lookup.Miss) cache.lookup(id);
        cache.fill(version(2), miss);
        assertThat(cache.lookup(id)).as("only version 3 or later may come back").isInstanceOf(Lookup.Miss.class);
        cache.fill(version(3), miss);
        assertThat(cache.lookup(id)).isEqualTo(new Lookup.Hit(version(3)));
    }

    @Test
    void oneWritersValueNeverLiftsAnothersFence() {
        Fence second = cache.fence(id);
        Fence third = cache.fence(id);
        cache.written(version(2), second);
        Lookup.Miss miss = (Lookup.Miss) cache.lookup(id);
        cache.fill(version(2), miss);
        assertThat(cache.lookup(id)).isInstanceOf(Lookup.Miss.class);
        cache.written(version(3), third);
        assertThat(cache.lookup(id)).isEqualTo(new Lookup.Hit(version(3)));
    }

    @Test
    void aWriterWhoseFenceHasRunOutLeavesNoValueBehind() {
        Fence fence = cache.fence(id);
        template.delete("{resource:" + id + "}:fences");
        cache.written(version(2), fence);
        assertThat(cache.lookup(id)).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void aFillThatComesTooLateIsRefused() {
        ResourceCache impatient = cache(settings(Duration.ofSeconds(10), Duration.ZERO));
        Lookup.Miss miss = miss(impatient);
        long missedAt = java.util.Objects.requireNonNull(miss.redisMillis());
        impatient.fill(version(1), new Lookup.Miss(missedAt - 1));
        assertThat(impatient.lookup(id)).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void dataThatLooksLikeATombstoneIsNone() {
        Resource tricky = new Resource(
                id,
                1,
                UUID.randomUUID(),
                "note",
                "n",
                Json.LENIENT.readTree("{\"version\":9,\"deleted\":true}"),
                List.of(),
                Visibility.PRIVATE,
                Instant.EPOCH,
                Instant.EPOCH);
        cache.written(tricky, cache.fence(id));
        cache.fence(id);
        assertThat(template.opsForValue().get("resource:" + id)).isEqualTo("{\"version\":1}");
    }

    @Test
    void whoOnlyHeardOfAVersionDropsWhatIsBelowIt() {
        cache.written(version(1), cache.fence(id));
        cache.outdated(id, 2);
        assertThat(cache.lookup(id)).isInstanceOf(Lookup.Miss.class);
        assertThat(cache.told(id, 2)).isTrue();
    }

    private Lookup.Miss miss(ResourceCache cache) {
        return (Lookup.Miss) cache.lookup(id);
    }

    /** A miss, after {@code fence} was lifted again. */
    private Lookup.Miss miss(ResourceCache cache, Fence fence) {
        cache.lift(fence);
        return miss(cache);
    }

    private Resource version(long version) {
        return new Resource(
                id,
                version,
                new UUID(1, 2),
                "note",
                "Name " + version,
                Json.LENIENT.readTree("{\"a\":" + version + "}"),
                List.of("x"),
                Visibility.PRIVATE,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static ResourceCache cache(CacheSettings settings) {
        return new ResourceCache(
                new RedisGate(template, settings.restAfterFailure(), System::nanoTime),
                Json.LENIENT,
                settings,
                new CacheReads("detail", new SimpleMeterRegistry()));
    }

    private static CacheSettings settings(Duration fenceTtl, Duration fillWithin) {
        return new CacheSettings(
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                10,
                Duration.ofMinutes(1),
                fenceTtl,
                fillWithin,
                Duration.ofMillis(500),
                262_144);
    }
}
