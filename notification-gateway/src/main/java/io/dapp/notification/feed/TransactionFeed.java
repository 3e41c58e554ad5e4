package io.dapp.notification.feed;

import io.dapp.common.event.Topic;
import io.dapp.notification.Background;
import io.dapp.notification.NotificationSettings;
import io.dapp.notification.Outage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Reads topic {@code transactions}, and of topic {@code chain} what is told to one user, with the other pods; Kafka forgets
 * nothing that PostgreSQL has not committed.
 */
@Component
class TransactionFeed extends KafkaFeed {
    private static final Logger log = LoggerFactory.getLogger(TransactionFeed.class);

    private final Consumers consumers;
    private final TransactionStore store;
    private final NotificationSettings.Feed settings;
    private final Outage storeAway = new Outage(log, "PostgreSQL (storing notifications)");
    private Duration pause = Duration.ZERO;

    TransactionFeed(Consumers consumers, TransactionStore store, NotificationSettings settings) {
        super(Topic.TRANSACTIONS, settings.feed());
        this.consumers = consumers;
        this.store = store;
        this.settings = settings.feed();
    }

    @Override
    Consumer<byte[], byte[]> open() {
        return consumers.shared();
    }

    @Override
    void begin(Consumer<byte[], byte[]> consumer) {
        pause = Duration.ZERO;
        consumer.subscribe(List.of(Topic.TRANSACTIONS.topicName(), Topic.CHAIN.topicName()));
    }

    /** While PostgreSQL is away partitions rest, and polling keeps this pod in its group. */
    @Override
    void take(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records, Background self) {
        if (!records.isEmpty()) {
            pause = stored(consumer, records) ? Duration.ZERO : longer();
        } else if (!consumer.paused().isEmpty()) {
            self.pause(pause);
            consumer.resume(consumer.paused());
        }
    }

    private boolean stored(Consumer<byte[], byte[]> current, ConsumerRecords<byte[], byte[]> records) {
        try {
            store.take(records);
            storeAway.over();
        } catch (DataAccessException | TransactionException e) {
            storeAway.begun(e.toString());
            rewind(current, records);
            return false;
        }
        // A commit that fails costs a redelivery, which adds nothing.
        current.commitAsync(next(records), (offsets, failure) -> {
            if (failure != null) {
                log.debug("Offsets were not committed: {}", failure.toString());
            }
        });
        return true;
    }

    private static void rewind(Consumer<byte[], byte[]> current, ConsumerRecords<byte[], byte[]> records) {
        Set<TopicPartition> mine = current.assignment();
        for (TopicPartition partition : records.partitions()) {
            if (mine.contains(partition)) {
                current.seek(partition, records.records(partition).getFirst().offset());
            }
        }
        current.pause(mine);
    }

    private static Map<TopicPartition, OffsetAndMetadata> next(ConsumerRecords<byte[], byte[]> records) {
        return records.partitions().stream()
                .collect(Collectors.toMap(
                        partition -> partition,
                        partition -> new OffsetAndMetadata(
                                records.records(partition).getLast().offset() + 1)));
    }

    private Duration longer() {
        Duration doubled = pause.isZero() ? settings.retryMin() : pause.multipliedBy(2);
        return doubled.compareTo(settings.retryMax()) > 0 ? settings.retryMax() : doubled;
    }
}
