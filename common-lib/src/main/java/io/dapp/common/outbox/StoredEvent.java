package io.dapp.common.outbox;

import io.dapp.common.event.Topic;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code event} on its way to Kafka. */
record StoredEvent(
        long id,
        UUID eventId,
        String topic,
        String key,
        String type,
        @Nullable Long version,
        @Nullable UUID owner,
        String data,
        @Nullable String traceparent,
        Instant createdAt) {

    /** What has to stay in order with it. A hint stands alone. */
    Line line() {
        boolean ordered = Topic.named(topic).map(Topic::ordered).orElse(true);
        return new Line(topic, key, ordered ? 0 : id);
    }

    /** @param apart 0 for ordered topics, else what tells one hint from the next */
    record Line(String topic, String key, long apart) {}
}
