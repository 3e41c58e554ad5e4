package io.dapp.common.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dapp.common.event.Event;
import io.dapp.common.event.EventMessage;
import io.dapp.common.event.Topic;
import io.dapp.common.outbox.OutboxBench.Replica;
import io.dapp.testing.TestKafka;
import io.dapp.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

final class RelayTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final OutboxBench bench = new OutboxBench(TestKafka.shared().bootstrapServers());

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void publishesTheEventsOfEachKeyInTheOrderOfTheirCommitsUnderConcurrentWriters() {
        Replica replica = bench.replica();
        replica.relay().start();
        int keys = 5;
        bench.transaction.executeWithoutResult(status ->
                IntStream.range(0, keys).forEach(key -> replica.outbox().append(List.of(bench.event("key" + key, 1)))));

        try (ExecutorService writers = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 300; i++) {
                var _ = writers.submit(
                        () -> appendNext(replica, ThreadLocalRandom.current().nextInt(keys)));
            }
        }

        await().atMost(SOON).until(() -> bench.unpublished() == 0);
        List<ConsumerRecord<String, byte[]>> records = bench.records();
        assertThat(records).hasSize(300 + keys);
        for (int key = 0; key < keys; key++) {
            List<Long> versions = bench.versions("key" + key);
            assertThat(versions)
                    .isEqualTo(
                            LongStream.rangeClosed(1, versions.size()).boxed().toList());
        }
    }

    /** Takes the key's lock, as writers of a record do, and appends the version after the newest. */
    private void appendNext(Replica replica, int key) {
        bench.transaction.executeWithoutResult(status -> {
            bench.jdbc.queryForList("select pg_advisory_xact_lock(?)", key);
            long version =
                    bench.count("select max(version) from event where key = '" + bench.prefix + "key" + key + "'");
            replica.outbox().append(List.of(bench.event("key" + key, version + 1)));
        });
    }

    @Test
    void aRollbackPublishesNothing() {
        Replica replica = bench.replica();
        replica.relay().start();

        assertThatThrownBy(() -> bench.transaction.executeWithoutResult(status -> {
                    replica.outbox().append(List.of(bench.event("undone", 1)));
                    throw new IllegalStateException("changed its mind");
                }))
                .hasMessage("changed its mind");
        bench.append(replica.outbox(), bench.event("done", 1));

        await().atMost(SOON).until(() -> !bench.versions("done").isEmpty());
        assertThat(bench.versions("undone")).isEmpty();
    }

    @Test
    void refusesToAppendOutsideATransaction() {
        Replica replica = bench.replica();

        assertThatThrownBy(() -> replica.outbox().append(List.of(bench.event("alone", 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside the transaction");
    }

    @Test
    void anEventCarriesItsTraceAndAllThatConsumersNeed() {
        Replica replica = bench.replica();
        replica.relay().start();
        bench.append(replica.outbox(), bench.event("one", 7));

        await().atMost(SOON).until(() -> bench.records().size() == 1);
        ConsumerRecord<String, byte[]> message = bench.records().getFirst();
        assertThat(new String(message.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII))
                .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        EventMessage event = EventMessage.parse(message.value());
        assertThat(event.type()).isEqualTo("transaction.changed");
        assertThat(event.version()).isEqualTo(7);
        assertThat(event.owner()).isNull();
        assertThat(event.key()).isEqualTo(bench.prefix + "one");
        assertThat(event.data().get("number").asLong()).isEqualTo(7);
        await().atMost(SOON).until(() -> bench.unpublished() == 0);
        assertThat(bench.count("select count(*) from event where event_id = '" + event.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void aPoisonRecordHoldsBackOnlyItsKey() {
        Replica replica = bench.replica();
        replica.relay().start();
        Event poison = new Event(
                Topic.TRANSACTIONS,
                bench.prefix + "ill",
                "transaction.changed",
                2L,
                null,
                Map.of("blob", "x".repeat(1_500_000)));
        bench.append(replica.outbox(), bench.event("ill", 1), poison, bench.event("ill", 3), bench.event("well", 1));
        for (int version = 2; version <= 50; version++) {
            bench.append(replica.outbox(), bench.event("well", version));
        }

        await().atMost(SOON).until(() -> bench.versions("well").size() == 50);
        assertThat(bench.versions("ill")).containsExactly(1L);
        assertThat(bench.unpublished()).isEqualTo(2);

        bench.jdbc.update("update event set data = '{}' where version = 2 and key = ?", bench.prefix + "ill");
        await().atMost(SOON).until(() -> bench.unpublished() == 0);
        assertThat(bench.versions("ill")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void manyEventsOfAPoisonedKeyDoNotKeepOthersFromBeingRead() {
        Replica replica = bench.replica();
        bench.jdbc.update("""
                insert into event (topic, key, type, version, data)
                select 'no-such-topic', 'ill', 'x', n, '{}' from generate_series(1, 2000) n
                """);
        bench.append(replica.outbox(), bench.event("well", 1));

        replica.relay().start();

        await().atMost(SOON).until(() -> bench.versions("well").size() == 1);
        await().atMost(SOON).until(() -> bench.unpublished() == 2000);
    }

    @Test
    void findsWhatNobodyAnnounced() {
        Replica replica = bench.replica();
        replica.relay().start();
        await().atMost(SOON).until(() -> bench.count("select count(*) from relay_lease") == 1);

        bench.jdbc.update(
                "insert into event (topic, key, type, version, data) values ('transactions', ?, 'x', 1, '{}')",
                bench.prefix + "silent");

        await().atMost(SOON).until(() -> bench.versions("silent").size() == 1);
    }

    @Test
    void anAppendInAnotherProcessWakesTheOneThatPublishes() {
        OutboxProperties seldom = OutboxBench.bounds(Duration.ofSeconds(9), Duration.ofSeconds(60));
        Replica leader = bench.replica(seldom, producer -> producer);
        leader.relay().start();
        bench.append(leader.outbox(), bench.event("first", 1));
        await().atMost(SOON).until(() -> bench.versions("first").size() == 1);
        Replica other = bench.replica(seldom, producer -> producer);
        other.relay().start();
        await().atMost(Duration.ofSeconds(6)).untilAsserted(() -> {
            long version = bench.count("select count(*) from event");
            bench.append(other.outbox(), bench.event("told", version));
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> bench.versions("told").contains(version));
        });
    }

    @Test
    void aStopGivesTheLeaseBackSoThatAnotherGoesOnAtOnce() {
        OutboxProperties longLease = OutboxBench.bounds(Duration.ofMillis(100), Duration.ofSeconds(60));
        Replica first = bench.replica(longLease, producer -> producer);
        first.relay().start();
        bench.append(first.outbox(), bench.event("key", 1));
        await().atMost(SOON).until(() -> bench.unpublished() == 0);

        first.relay().stop();
        bench.append(first.outbox(), bench.event("key", 2));
        Replica second = bench.replica(longLease, producer -> producer);
        second.relay().start();

        await().atMost(SOON).until(() -> bench.unpublished() == 0);
        assertThat(bench.versions("key")).containsExactly(1L, 2L);
        assertThat(bench.count("select epoch from relay_lease")).isEqualTo(2);
    }

    @Test
    void goesOnWhenPostgresqlHasEndedItsConnections() throws Exception {
        Replica replica = bench.replica();
        replica.relay().start();
        bench.append(replica.outbox(), bench.event("key", 1));
        await().atMost(SOON).until(() -> bench.unpublished() == 0);

        try (var administration = TestPostgres.administer(bench.database);
                var statement = administration.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'outbox-relay' and datname = current_database()");
        }
        bench.append(replica.outbox(), bench.event("key", 2));

        await().atMost(SOON).until(() -> bench.unpublished() == 0);
        assertThat(OutboxBench.rising(bench.versions("key"))).containsExactly(1L, 2L);
    }

    @Test
    void countsWhatWaitsAndHowLong() {
        Replica replica = bench.replica();
        bench.jdbc.update("""
                insert into event (topic, key, type, data, created_at)
                values ('no-such-topic', 'k', 'x', '{}', clock_timestamp() - interval '1 minute')
                """);
        replica.relay().start();

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(replica.metrics().get("dapp.outbox.unpublished").gauge().value())
                    .isEqualTo(1);
            assertThat(replica.metrics()
                            .get("dapp.outbox.oldest.unpublished")
                            .gauge()
                            .value())
                    .isGreaterThan(59);
        });
    }

    @Test
    void eventsOfOneAppendKeepTheirOrder() {
        Replica replica = bench.replica();
        TransactionTemplate transaction = bench.transaction;
        transaction.executeWithoutResult(status -> replica.outbox()
                .append(LongStream.rangeClosed(1, 500)
                        .mapToObj(version -> bench.event("key", version))
                        .toList()));
        replica.relay().start();

        await().atMost(SOON).until(() -> bench.unpublished() == 0);
        assertThat(bench.versions("key"))
                .isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
    }
}
