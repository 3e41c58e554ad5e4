package io.dapp.common.outbox;

import io.dapp.common.event.Topic;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Hands events to the producer and collects what became of them, for the relay's thread to take. */
final class EventSender implements AutoCloseable {
    /** How a send ended; {@code failure} null: Kafka has it. */
    record Outcome(StoredEvent event, long epoch, @Nullable Exception failure) {
        /** Trying again will not help, and it says nothing about Kafka's health. */
        boolean poison() {
            return failure instanceof RecordTooLargeException
                    || failure instanceof SerializationException
                    || failure instanceof InvalidTopicException
                    || failure instanceof UnknownTopicException;
        }
    }

    private final Supplier<Producer<String, byte[]>> factory;
    private final Runnable onOutcome;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private @Nullable Producer<String, byte[]> producer;

    EventSender(Supplier<Producer<String, byte[]>> factory, Runnable onOutcome) {
        this.factory = factory;
        this.onOutcome = onOutcome;
    }

    /** Returns within the producer's {@code max.block.ms}; the outcome follows. */
    void send(StoredEvent event, long epoch) {
        if (Topic.named(event.topic()).isEmpty()) {
            // The producer would wait for the metadata of a topic that nobody creates.
            outcomes.add(new Outcome(event, epoch, new UnknownTopicException(event.topic())));
            return;
        }
        try {
            var _ = producer().send(EventRecords.of(event), (metadata, failure) -> {
                outcomes.add(new Outcome(event, epoch, failure));
                onOutcome.run();
            });
        } catch (KafkaException | IllegalStateException e) {
            outcomes.add(new Outcome(event, epoch, e));
        }
    }

    @Nullable
    Outcome poll() {
        return outcomes.poll();
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = factory.get();
            producer = open;
        }
        return open;
    }

    void close(Duration timeout) {
        if (producer != null) {
            producer.close(timeout);
            producer = null;
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private static final class UnknownTopicException extends KafkaException {
        UnknownTopicException(String topic) {
            super("there is no topic " + topic);
        }
    }
}
