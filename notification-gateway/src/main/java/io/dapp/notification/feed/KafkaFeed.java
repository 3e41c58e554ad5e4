package io.dapp.notification.feed;

import io.dapp.common.event.Topic;
import io.dapp.notification.Background;
import io.dapp.notification.NotificationSettings;
import io.dapp.notification.Outage;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Reads one topic on a thread of its own, and begins anew with another consumer when Kafka fails. */
abstract class KafkaFeed implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(KafkaFeed.class);

    private final Topic topic;
    private final NotificationSettings.Feed settings;
    private final Outage kafkaAway;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Background background;

    KafkaFeed(Topic topic, NotificationSettings.Feed settings) {
        this.topic = topic;
        this.settings = settings;
        this.kafkaAway = new Outage(log, "Kafka (topic " + topic.topicName() + ")");
    }

    abstract Consumer<byte[], byte[]> open();

    /** Tells a new consumer what to read. */
    abstract void begin(Consumer<byte[], byte[]> consumer);

    /** Deals with what one poll gave, which may be nothing. */
    abstract void take(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records, Background self);

    private void read(Background self) {
        try (Consumer<byte[], byte[]> current = open()) {
            consumer = current;
            var reach = new KafkaReach(current, kafkaAway);
            begin(current);
            while (!self.closing()) {
                ConsumerRecords<byte[], byte[]> records = current.poll(settings.pollTimeout());
                reach.check();
                take(current, records, self);
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

    @Override
    public void start() {
        background = Background.start(topic.topicName() + "-feed", this::read);
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
