package io.dapp.resource.cache;

import io.dapp.common.event.EventMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * Finishes in the cache what a writer could not: Redis was away, or the writer died after its commit. It hears of every
 * change through the outbox and does nothing where the writer has done its part.
 */
final class CatchUp {
    private final ResourceCache resources;
    private final ListCache lists;
    private final RedisGate redis;
    private final Counter caughtUp;

    CatchUp(ResourceCache resources, ListCache lists, RedisGate redis, MeterRegistry registry) {
        this.resources = resources;
        this.lists = lists;
        this.redis = redis;
        this.caughtUp = Counter.builder("dapp.cache.caught.up")
                .description("Changes that the cache had to be told of afterwards")
                .register(registry);
    }

    @KafkaListener(topics = "resources", groupId = "resource-cache", id = "resource-cache")
    void hear(String value) {
        EventMessage event = EventMessage.parse(value);
        if (event.version() == null || event.owner() == null) {
            return;
        }
        UUID id = UUID.fromString(event.data().required("id").stringValue());
        if (!redis.answers()) {
            throw new RedisAwayException();
        }
        if (resources.told(id, event.version())) {
            return;
        }
        // Whether it was public before is not told: dropping too much only costs a read.
        lists.drop(event.owner(), true);
        if (event.type().equals("resource.deleted")) {
            resources.deleted(id, event.version());
        } else {
            resources.outdated(id, event.version());
        }
        if (!redis.answers()) {
            throw new RedisAwayException();
        }
        caughtUp.increment();
    }
}
