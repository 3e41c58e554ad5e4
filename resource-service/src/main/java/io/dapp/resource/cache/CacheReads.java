package io.dapp.resource.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How reads of one cache end. */
final class CacheReads {
    private final Counter hits;
    private final Counter misses;
    private final Counter away;

    CacheReads(String cache, MeterRegistry registry) {
        this.hits = counter(cache, "hit", registry);
        this.misses = counter(cache, "miss", registry);
        this.away = counter(cache, "away", registry);
    }

    /** Answered without the database; that a resource is deleted is an answer too. */
    void hit() {
        hits.increment();
    }

    /** @param asked false when Redis is away: it may well have had it */
    void missed(boolean asked) {
        (asked ? misses : away).increment();
    }

    private static Counter counter(String cache, String outcome, MeterRegistry registry) {
        return Counter.builder("dapp.cache.reads")
                .description("Reads of a cache and how they ended")
                .tag("cache", cache)
                .tag("outcome", outcome)
                .register(registry);
    }
}
