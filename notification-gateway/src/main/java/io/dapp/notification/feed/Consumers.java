package io.dapp.notification.feed;

import io.dapp.notification.NotificationSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/** Kafka consumers as the platform configures them, with what the gateway must have its own way. */
@Component
class Consumers {
    private final ConsumerFactory<?, ?> platform;
    private final NotificationSettings.Feed settings;

    Consumers(ConsumerFactory<?, ?> platform, NotificationSettings settings) {
        this.platform = platform;
        this.settings = settings.feed();
    }

    /** Shares the topic with the other pods, from its beginning; offsets are committed by hand. */
    Consumer<byte[], byte[]> shared() {
        Map<String, Object> config = config();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxBatch());
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads what comes from now on, whatever other pods read; nothing is committed. */
    Consumer<byte[], byte[]> onlooker() {
        Map<String, Object> config = config();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> config() {
        var config = new HashMap<>(platform.getConfigurationProperties());
        config.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        config.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return config;
    }
}
