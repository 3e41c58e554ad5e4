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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to the producer and collects what became of them, for the relay's thread to take. */
final class EventSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventSender.class);

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
    private final Duration patience;
    private final Duration pause;
    private volatile boolean reached;
    private volatile boolean closed;
    private @Nullable Producer<String, byte[]> producer;
    private @Nullable Thread greeting;

    /**
     * Makes a sender that opens its producer when it is first asked.
     *
     * @param patience how long Kafka may take to answer for the first time before that is told
     * @param pause between two questions to a Kafka that does not answer
     */
    EventSender(Supplier<Producer<String, byte[]>> factory, Runnable onOutcome, Duration patience, Duration pause) {
        this.factory = factory;
        this.onOutcome = onOutcome;
        this.patience = patience;
        this.pause = pause;
    }

    /**
     * Whether Kafka has answered. Until then it is asked in the background for what the first sends would wait for, which
     * in a process that has just started takes longer than a send may.
     */
    boolean ready() {
        if (!reached && greeting == null) {
            Producer<String, byte[]> opened = producer();
            closed = false;
            greeting = Thread.ofVirtual().name("outbox-greeting").start(() -> greet(opened));
        }
        return reached;
    }

    private void greet(Producer<String, byte[]> opened) {
        long begun = System.nanoTime();
        boolean told = false;
        while (true) {
            for (Topic topic : Topic.values()) {
                try {
                    opened.partitionsFor(topic.topicName());
                    // A topic that is missing is a matter of its own events alone.
                    reached = true;
                } catch (KafkaException | IllegalStateException e) {
                    if (!told && !closed && System.nanoTime() - begun > patience.toNanos()) {
                        told = true;
                        log.warn("Kafka does not answer, events wait in the outbox: {}", e.toString());
                    }
                }
            }
            if (reached || closed || !rested()) {
                break;
            }
        }
        if (told && reached) {
            log.info("Kafka takes events");
        }
        onOutcome.run();
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

    private boolean rested() {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    void close(Duration timeout) {
        closed = true;
        if (greeting != null) {
            greeting.interrupt();
            greeting = null;
        }
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
