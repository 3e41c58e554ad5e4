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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Reads topic {@code transactions} with the other pods; Kafka forgets nothing that PostgreSQL has not committed. */
@Component
class TransactionFeed implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TransactionFeed.class);

    private final Consumers consumers;
    private final TransactionStore store;
    private final NotificationSettings.Feed settings;
    private final Outage kafkaAway = new Outage(log, "Kafka (topic transactions)");
    private final Outage storeAway = new Outage(log, "PostgreSQL (storing notifications)");
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Background background;

    TransactionFeed(Consumers consumers, TransactionStore store, NotificationSettings settings) {
        this.consumers = consumers;
        this.store = store;
        this.settings = settings.feed();
    }

    private void read(Background self) {
        try (Consumer<byte[], byte[]> current = consumers.shared()) {
            consumer = current;
            var reach = new KafkaReach(current, kafkaAway);
            current.subscribe(List.of(Topic.TRANSACTIONS.topicName()));
            Duration pause = Duration.ZERO;
            while (!self.closing()) {
                // While PostgreSQL is away partitions rest, and polling keeps this pod in its group.
                ConsumerRecords<byte[], byte[]> records = current.poll(settings.pollTimeout());
                reach.check();
                if (!records.isEmpty()) {
                    pause = take(current, records) ? Duration.ZERO : longer(pause);
                } else if (!current.paused().isEmpty()) {
                    self.pause(pause);
                    current.resume(current.paused());
                }
            }
        } catch (WakeupException e) {
            log.debug("Woken up to stop");
        } catch (KafkaException e) {
            kafkaAway.begun(e.toString());
            self.pause(settings.retryMax());
        } finally {
            consumer = null;
        }
    }

    private boolean take(Consumer<byte[], byte[]> current, ConsumerRecords<byte[], byte[]> records) {
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

    private Duration longer(Duration pause) {
        Duration doubled = pause.isZero() ? settings.retryMin() : pause.multipliedBy(2);
        return doubled.compareTo(settings.retryMax()) > 0 ? settings.retryMax() : doubled;
    }

    @Override
    public void start() {
        background = Background.start("transaction-feed", this::read);
    }

    @Override
    public void stop() {
        if (background != null) {
            background.stop();
            Consumer<byte[], byte[]> current = consumer;
            if (current != null) {
                current.wakeup();
            }
            background.close();
            background = null;
        }
    }

    @Override
    public boolean isRunning() {
        return background != null;
    }
}
