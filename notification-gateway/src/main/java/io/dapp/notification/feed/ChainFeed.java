package io.dapp.notification.feed;

import io.dapp.common.event.EventMessage;
import io.dapp.common.event.Topic;
import io.dapp.notification.Background;
import io.dapp.notification.NotificationSettings;
import io.dapp.notification.delivery.ChainPush;
import io.dapp.notification.delivery.Hub;
import io.dapp.notification.feed.Poison.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/**
 * Every pod reads all of topic {@code chain} from now on and pushes it to whoever watches the chain, but for what is told to
 * one user only.
 */
@Component
class ChainFeed extends KafkaFeed {
    private static final Pattern CHAIN_ID = Pattern.compile("[1-9][0-9]{0,18}");

    private final Consumers consumers;
    private final Hub hub;
    private final Poison poison;
    private final NewestEvents newest = new NewestEvents();

    ChainFeed(Consumers consumers, Hub hub, Poison poison, NotificationSettings settings) {
        super(Topic.CHAIN, settings.feed());
        this.consumers = consumers;
        this.hub = hub;
        this.poison = poison;
    }

    @Override
    Consumer<byte[], byte[]> open() {
        return consumers.onlooker();
    }

    @Override
    void begin(Consumer<byte[], byte[]> consumer) {
        consumer.assign(IntStream.range(0, Topic.CHAIN.partitions())
                .mapToObj(partition -> new TopicPartition(Topic.CHAIN.topicName(), partition))
                .toList());
    }

    @Override
    void take(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records, Background self) {
        var poisoned = new ArrayList<Found>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                EventMessage message = EventMessage.parse(record.value());
                if (ContractEventChange.is(message)) {
                    continue;
                }
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
}
