package io.dapp.resource.cache;

import io.dapp.resource.record.Resource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.script.RedisScript;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One entry per resource, {@code resource:<id>}. A miss hands out a ticket with Redis's own time; the fill that follows
 * is refused when it comes too late, while a writer's fence stands, or over a newer version. A writer fences before its
 * commit and puts its value in after it. So whatever is read here was the newest committed value at some moment of the
 * read, as long as Redis was there for the write; where it was not, {@link CatchUp} puts it right.
 */
public final class ResourceCache {
    private static final RedisScript<Long> TIME = script("time");
    private static final RedisScript<Long> FENCE = script("fence");
    private static final RedisScript<Long> FILL = script("fill");
    private static final RedisScript<Long> WRITTEN = script("written");

    private static final String NOBODY = "";

    private final RedisGate redis;
    private final JsonMapper json;
    private final CacheSettings settings;
    private final CacheReads reads;

    ResourceCache(RedisGate redis, JsonMapper json, CacheSettings settings, CacheReads reads) {
        this.redis = redis;
        this.json = json;
        this.settings = settings;
        this.reads = reads;
    }

    /** What the cache knows: the resource, that it is deleted, or nothing. */
    public sealed interface Lookup {
        record Hit(Resource resource) implements Lookup {}

        record Deleted() implements Lookup {}

        /**
         * Neither.
         *
         * @param redisMillis when it was missed, by Redis's clock; null when Redis is away and nothing can be filled
         */
        record Miss(@Nullable Long redisMillis) implements Lookup {}
    }

    /** A writer's mark at an entry; whoever sets it lifts it. */
    public record Fence(UUID id, String token) {}

    public Lookup lookup(UUID id) {
        CacheEntry entry = entry(id).orElse(null);
        if (entry != null && entry.isDeleted()) {
            reads.hit();
            return new Lookup.Deleted();
        }
        if (entry != null && entry.resource() != null) {
            reads.hit();
            return new Lookup.Hit(entry.resource());
        }
        Optional<Long> now = redis.ask(template -> template.execute(TIME, List.of()));
        reads.missed(now.isPresent());
        return new Lookup.Miss(now.orElse(null));
    }

    /** Offers what was read from the database after {@code miss}. */
    public void fill(Resource resource, Lookup.Miss miss) {
        Long missedAt = miss.redisMillis();
        if (missedAt != null) {
            redis.ask(template -> template.execute(
                    FILL,
                    keys(resource.id()),
                    json.writeValueAsString(CacheEntry.filled(resource)),
                    Long.toString(resource.version()),
                    Long.toString(Jitter.shorten(settings.detailTtl(), settings.jitterPercent())),
                    Long.toString(missedAt),
                    Long.toString(settings.fillWithin().toMillis())));
        }
    }

    /** Before a commit that changes {@code id}: no value is served or filled until {@link #written} or {@link #lift}. */
    public Fence fence(UUID id) {
        Fence fence = new Fence(id, UUID.randomUUID().toString());
        redis.ask(template -> template.execute(
                FENCE,
                keys(id),
                fence.token(),
                Long.toString(settings.fenceTtl().toMillis()),
                Long.toString(settings.tombstoneTtl().toMillis())));
        return fence;
    }

    /** The write certainly did not happen. */
    public void lift(Fence fence) {
        redis.ask(template -> template.opsForZSet().remove(keys(fence.id()).getLast(), fence.token()));
    }

    /** After a commit, and after the lists were dropped. */
    public void written(Resource resource, Fence fence) {
        long ttl = Jitter.shorten(settings.detailTtl(), settings.jitterPercent());
        put(resource.id(), CacheEntry.written(resource), ttl, fence.token());
    }

    /** After a commit, and after the lists were dropped. */
    public void deleted(UUID id, long version, Fence fence) {
        put(id, CacheEntry.tombstone(version), settings.tombstoneTtl().toMillis(), fence.token());
    }

    /** As {@link #deleted(UUID, long, Fence)}, by somebody who only heard of it. */
    void deleted(UUID id, long version) {
        put(id, CacheEntry.tombstone(version), settings.tombstoneTtl().toMillis(), NOBODY);
    }

    /** Somebody heard that there is a version: nothing below it may stay or come. */
    void outdated(UUID id, long version) {
        put(id, CacheEntry.versionOnly(version), settings.tombstoneTtl().toMillis(), NOBODY);
    }

    /** Whether the writer of this version, or of a later one, has done its part here. */
    boolean told(UUID id, long version) {
        return entry(id)
                .filter(entry -> entry.isTold() && entry.version() >= version)
                .isPresent();
    }

    private void put(UUID id, CacheEntry entry, long ttlMillis, String token) {
        redis.ask(template -> template.execute(
                WRITTEN,
                keys(id),
                json.writeValueAsString(entry),
                Long.toString(entry.version()),
                Long.toString(ttlMillis),
                token));
    }

    private Optional<CacheEntry> entry(UUID id) {
        return redis.ask(template -> template.opsForValue().get(keys(id).getFirst()))
                .flatMap(this::read);
    }

    private Optional<CacheEntry> read(String value) {
        try {
            return Optional.of(json.readValue(value, CacheEntry.class));
        } catch (JacksonException e) {
            // Written by another release: as good as absent.
            return Optional.empty();
        }
    }

    // The braces put both keys into one hash slot of a cluster.
    private static List<String> keys(UUID id) {
        return List.of("resource:" + id, "{resource:" + id + "}:fences");
    }

    private static RedisScript<Long> script(String name) {
        return RedisScript.of(new ClassPathResource(name + ".lua", ResourceCache.class), Long.class);
    }
}
