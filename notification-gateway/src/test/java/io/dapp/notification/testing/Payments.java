package io.dapp.notification.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to Kafka what transaction-service and the worker write. */
public final class Payments implements AutoCloseable {
    private final KafkaProducer<String, String> producer;

    public Payments(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        "0",
                        "delivery.timeout.ms",
                        "30000",
                        "request.timeout.ms",
                        "5000"),
                new StringSerializer(),
                new StringSerializer());
    }

    /** One version of a payment as it travels. */
    public record Told(UUID eventId, UUID owner, UUID payment, long version, String filler) {
        public static Told of(UUID owner, UUID payment, long version) {
            return new Told(UUID.randomUUID(), owner, payment, version, "");
        }

        private String type() {
            return switch ((int) version) {
                case 1 -> "transaction.pending";
                case 2 -> "transaction.confirmed";
                default -> "transaction.finalized";
            };
        }

        private String data() {
            return "{\"transaction_id\":\"" + payment + "\",\"version\":" + version
                    + (filler.isEmpty() ? "" : ",\"filler\":\"" + filler + "\"") + "}";
        }

        /** What the client has to be given. */
        public String envelope() {
            return "{\"id\":\"" + eventId + "\",\"type\":\"" + type()
                    + "\",\"timestamp\":\"2026-11-22T10:00:00Z\",\"data\":" + data() + "}";
        }

        String value() {
            return "{\"id\":\"" + eventId + "\",\"type\":\"" + type()
                    + "\",\"timestamp\":\"2026-11-22T10:00:00Z\",\"key\":\"" + payment + "\",\"version\":" + version
                    + ",\"owner\":\"" + owner + "\",\"data\":" + data() + "}";
        }
    }

    public void tell(Told... all) {
        tell(List.of(all));
    }

    public void tell(List<Told> all) {
        var sending = new ArrayList<Future<RecordMetadata>>();
        for (Told told : all) {
            sending.add(producer.send(
                    new ProducerRecord<>("transactions", told.payment().toString(), told.value())));
        }
        sending.forEach(Payments::join);
    }

    /** Writes anything at all. */
    public void raw(String topic, String key, String value) {
        join(producer.send(new ProducerRecord<>(topic, key, value)));
    }

    public void head(String chainId, long number) {
        raw(
                "chain",
                chainId,
                "{\"id\":\"" + new UUID(7, number)
                        + "\",\"type\":\"chain.head\",\"timestamp\":\"2026-11-22T10:00:00Z\",\"key\":\"" + chainId
                        + "\",\"version\":null,\"owner\":null,\"data\":{\"number\":" + number + "}}");
    }

    /** One version of a contract event of this user's. */
    public void contractEvent(String chainId, UUID owner, UUID event, long version) {
        raw(
                "chain",
                chainId,
                "{\"id\":\"" + UUID.randomUUID()
                        + "\",\"type\":\"chain.event\",\"timestamp\":\"2026-11-22T10:00:00Z\",\"key\":\"" + chainId
                        + "\",\"version\":" + version + ",\"owner\":\"" + owner + "\",\"data\":{\"event_id\":\"" + event
                        + "\",\"version\":" + version + ",\"withdrawn\":" + (version == 2) + "}}");
    }

    public static String headEnvelope(long number) {
        return "{\"id\":\"" + new UUID(7, number)
                + "\",\"type\":\"chain.head\",\"timestamp\":\"2026-11-22T10:00:00Z\",\"data\":{\"number\":" + number
                + "}}";
    }

    private static void join(Future<?> sending) {
        try {
            sending.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
