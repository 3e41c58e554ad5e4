package io.dapp.notification.feed;

import io.dapp.common.event.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Records that can never be taken: counted, told with the place where they lie, and left behind. */
@Component
class Poison {
    private static final Logger log = LoggerFactory.getLogger(Poison.class);

    private static final String SKIPPED = "dapp.notification.poison";

    private final MeterRegistry metrics;

    Poison(MeterRegistry metrics) {
        this.metrics = metrics;
        for (Topic topic : List.of(Topic.TRANSACTIONS, Topic.CHAIN)) {
            metrics.counter(SKIPPED, "topic", topic.topicName());
        }
    }

    record Found(ConsumerRecord<byte[], byte[]> where, String why) {}

    /** One line, however many. */
    void skip(List<Found> found) {
        if (found.isEmpty()) {
            return;
        }
        Found first = found.getFirst();
        metrics.counter(SKIPPED, "topic", first.where.topic()).increment(found.size());
        log.error(
                "Skipped {} record(s) of topic {} that are no events for users, first partition {} offset {}: {}",
                found.size(),
                first.where.topic(),
                first.where.partition(),
                first.where.offset(),
                first.why);
    }
}
