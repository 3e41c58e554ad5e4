package io.dapp.notification.feed;

import io.dapp.common.event.EventMessage;
import io.dapp.common.event.Topic;
import io.dapp.notification.Background;
import io.dapp.notification.NotificationSettings;
import io.dapp.notification.Outage;
import io.dapp.notification.delivery.ChainPush;
import io.dapp.notification.delivery.Hub;
import io.dapp.notification.feed.Poison.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Every pod reads all of topic {@code chain} from now on and pushes it to whoever watches the chain. */
@Component
class ChainFeed implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ChainFeed.class);
    private static final Pattern CHAIN_ID = Pattern.compile("[1-9][0-9]{0,18}");

    private final Consumers consumers;
    private final Hub hub;
    private final Poison poison;
    private final NotificationSettings.Feed settings;
    private final NewestEvents newest = new NewestEvents();
    private final Outage kafkaAway = new Outage(log, "Kafka (topic chain)");
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Background background;

    ChainFeed(Consumers consumers, Hub hub, Poison poison, NotificationSettings settings) {
        this.consumers = consumers;
        this.hub = hub;
        this.poison = poison;
        this.settings = settings.feed();
    }

    private void read(Background self) {
        try (Consumer<byte[], byte[]> current = consumers.onlooker()) {
            consumer = current;
            var reach = new KafkaReach(current, kafkaAway);
            current.assign(IntStream.range(0, Topic.CHAIN.partitions())
                    .mapToObj(partition -> new TopicPartition(Topic.CHAIN.topicName(), partition))
                    .toList());
            while (!self.closing()) {
                push(current.poll(settings.pollTimeout()));
                reach.check();
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

    private void push(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        var poisoned = new ArrayList<Found>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                EventMessage message = EventMessage.parse(record.value());
                ChainPush push = of(message);
                if (newest.admits(message)) {
                    hub.push(push);
                }
            } catch (RuntimeException e) {
                poisoned.add(new Found(record, String.valueOf(e.getMessage())));
            }
        }
        poison.skip(List.copyOf(poisoned));
    }

    private static ChainPush of(EventMessage message) {
        if (message.key() == null || !CHAIN_ID.matcher(message.key()).matches()) {
            throw new IllegalArgumentException("the key is no chain id");
        }
        return new ChainPush(message.key(), message.type().equals("chain.head"), PublicEvent.envelope(message));
    }

    @Override
    public void start() {
        background = Background.start("chain-feed", this::read);
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
