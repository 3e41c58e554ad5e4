package io.dapp.system.bench;

import io.dapp.common.event.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topic on which every change of a payment is told, and keeps when each payment was told confirmed and final. */
final class Announcements implements AutoCloseable {
    private static final String CONFIRMED = "\"type\":\"transaction.confirmed\"";
    private static final String FINALIZED = "\"type\":\"transaction.finalized\"";

    private final Map<String, Long> confirmed = new ConcurrentHashMap<>();
    private final Map<String, Long> finalized = new ConcurrentHashMap<>();
    private final BiConsumer<String, Long> onConfirmed;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins at the topic's end.
     *
     * @param onConfirmed is given each payment's id and the moment, nanoseconds of this JVM
     */
    Announcements(String bootstrapServers, BiConsumer<String, Long> onConfirmed) {
        this.onConfirmed = onConfirmed;
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = IntStream.range(0, Topic.TRANSACTIONS.partitions())
                .mapToObj(partition -> new TopicPartition(Topic.TRANSACTIONS.topicName(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        this.thread = Thread.ofPlatform().name("announcements").start(() -> read(consumer));
    }

    private void read(KafkaConsumer<String, byte[]> consumer) {
        try (consumer) {
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::take);
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> announcement) {
        long now = System.nanoTime();
        // The type stands before the data.
        String start =
                new String(announcement.value(), 0, Math.min(announcement.value().length, 200), StandardCharsets.UTF_8);
        if (start.contains(CONFIRMED) && confirmed.putIfAbsent(announcement.key(), now) == null) {
            onConfirmed.accept(announcement.key(), now);
        } else if (start.contains(FINALIZED)) {
            finalized.putIfAbsent(announcement.key(), now);
        }
    }

    int confirmed() {
        return confirmed.size();
    }

    int finalized() {
        return finalized.size();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
