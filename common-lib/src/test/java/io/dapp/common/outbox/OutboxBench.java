package io.dapp.common.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dapp.common.event.Event;
import io.dapp.common.event.EventMessage;
import io.dapp.common.event.Topic;
import io.dapp.common.migration.Migrations;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A schema with an outbox, relays on it, and what consumers got. */
final class OutboxBench implements AutoCloseable {
    static final String SCHEMA = "common";

    /** A process of a service: it appends and relays. */
    record Replica(Outbox outbox, Relay relay, SimpleMeterRegistry metrics, Signal signal) {}

    final TestDatabase database = TestPostgres.database(SCHEMA);
    final JdbcTemplate jdbc;
    final TransactionTemplate transaction;
    /** Keys of this bench begin with it: the broker is shared. */
    final String prefix = UUID.randomUUID() + ":";

    private final HikariDataSource pool;
    private final String bootstrapServers;
    private final List<Relay> relays = new ArrayList<>();

    OutboxBench(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        var owner = database.ownerCredentials(SCHEMA);
        Migrations.run(database.url(), owner.username(), owner.password(), SCHEMA);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.runtimeCredentials(SCHEMA).username());
        config.setPassword(database.runtimeCredentials(SCHEMA).password());
        config.setMaximumPoolSize(8);
        pool = new HikariDataSource(config);
        jdbc = new JdbcTemplate(pool);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
    }

    static OutboxProperties bounds(Duration poll, Duration lease) {
        return new OutboxProperties(
                true,
                true,
                500,
                64,
                poll,
                lease,
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                1000,
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofSeconds(2));
    }

    Replica replica() {
        return replica(bounds(Duration.ofMillis(100), Duration.ofSeconds(2)), producer -> producer);
    }

    Replica replica(OutboxProperties bounds, UnaryOperator<Producer<String, byte[]>> disturb) {
        Signal signal = new Signal();
        RelayConnections connections = new RelayConnections(
                database.url(),
                database.runtimeCredentials(SCHEMA).username(),
                database.runtimeCredentials(SCHEMA).password(),
                bounds.socketTimeout());
        var producers = new OutboxAutoConfiguration.RelayProducers(
                Map.of("bootstrap.servers", bootstrapServers, "reconnect.backoff.max.ms", 200), bounds);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Relay relay = new Relay(
                new RelayStore(connections),
                new EventSender(
                        () -> disturb.apply(producers.open()),
                        signal::ring,
                        bounds.deliveryTimeout(),
                        bounds.reconnect()),
                new RelayWakeUps(connections, signal::appended, bounds.reconnect()),
                new RelayMetrics(metrics),
                bounds,
                signal);
        relays.add(relay);
        Outbox outbox = new Outbox(
                jdbc,
                JsonMapper.shared(),
                () -> "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                signal::appended);
        return new Replica(outbox, relay, metrics, signal);
    }

    Event event(String key, long version) {
        return new Event(
                Topic.TRANSACTIONS, prefix + key, "transaction.changed", version, null, Map.of("number", version));
    }

    void append(Outbox outbox, Event... events) {
        transaction.executeWithoutResult(status -> outbox.append(List.of(events)));
    }

    long unpublished() {
        return count("select count(*) from event where published_at is null");
    }

    long count(String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }

    /** All of this bench's records on topic transactions, in the order of each partition. */
    List<ConsumerRecord<String, byte[]>> records() {
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Topic.TRANSACTIONS.partitions())
                    .mapToObj(partition -> new TopicPartition(Topic.TRANSACTIONS.topicName(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(100))) {
                    if (message.key().startsWith(prefix)) {
                        records.add(message);
                    }
                }
            }
            return records;
        }
    }

    /** The versions of a key as consumers saw them, in order. */
    List<Long> versions(String key) {
        return records().stream()
                .filter(message -> message.key().equals(prefix + key))
                .map(message -> EventMessage.parse(new String(message.value(), StandardCharsets.UTF_8)))
                .map(EventMessage::version)
                .toList();
    }

    /** What a consumer that drops every version not above the newest it holds makes of it. */
    static List<Long> rising(List<Long> versions) {
        List<Long> kept = new ArrayList<>();
        for (Long version : versions) {
            if (kept.isEmpty() || version > kept.getLast()) {
                kept.add(version);
            }
        }
        return kept;
    }

    @Override
    public void close() {
        relays.forEach(Relay::stop);
        pool.close();
    }
}
