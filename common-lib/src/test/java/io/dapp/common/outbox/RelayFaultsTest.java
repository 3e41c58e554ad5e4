package io.dapp.common.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.event.EventMessage;
import io.dapp.common.outbox.OutboxBench.Replica;
import io.dapp.testing.TestKafka;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RelayFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final OutboxProperties BOUNDS = OutboxBench.bounds(Duration.ofMillis(100), Duration.ofSeconds(2));

    @Test
    void withKafkaAwayAppendsGoOnAndNothingIsLost() {
        try (TestKafka kafka = TestKafka.start();
                OutboxBench bench = new OutboxBench(kafka.bootstrapServers())) {
            Replica replica = bench.replica();
            replica.relay().start();
            bench.append(replica.outbox(), bench.event("key", 1));
            await().atMost(SOON).until(() -> bench.unpublished() == 0);

            kafka.stop();
            long slowest = 0;
            for (long version = 2; version <= 200; version++) {
                long begun = System.nanoTime();
                bench.append(replica.outbox(), bench.event("key", version), bench.event("other" + version, 1));
                slowest = Math.max(slowest, System.nanoTime() - begun);
            }
            // Long enough for deliveries to fail and to be tried again.
            await().atMost(SOON).until(() -> failures(replica) > 2);
            assertThat(bench.unpublished()).isEqualTo(398);
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));

            kafka.restart();
            await().atMost(SOON).until(() -> bench.unpublished() == 0);
            assertThat(OutboxBench.rising(bench.versions("key")))
                    .isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
            assertThat(bench.records().stream()
                            .filter(message -> message.key().contains("other"))
                            .map(message -> message.key())
                            .distinct())
                    .hasSize(199);
        }
    }

    @Test
    void aServiceStartsWithKafkaAwayAndPublishesWhenItComes() {
        try (TestKafka kafka = TestKafka.start();
                OutboxBench bench = new OutboxBench(kafka.bootstrapServers())) {
            kafka.stop();
            Replica replica = bench.replica();
            replica.relay().start();
            bench.append(replica.outbox(), bench.event("key", 1), bench.event("key", 2));
            await().atMost(SOON).until(() -> waiting(replica) == 2);

            kafka.restart();

            await().atMost(SOON).until(() -> bench.unpublished() == 0);
            assertThat(OutboxBench.rising(bench.versions("key"))).containsExactly(1L, 2L);
        }
    }

    @Test
    void aRelayThatWasStoppedWithKafkaAwayPublishesOnceItIsStartedAgain() {
        try (TestKafka kafka = TestKafka.start();
                OutboxBench bench = new OutboxBench(kafka.bootstrapServers())) {
            kafka.stop();
            Replica replica = bench.replica();
            replica.relay().start();
            bench.append(replica.outbox(), bench.event("key", 1));
            await().atMost(SOON).until(() -> waiting(replica) == 1);
            replica.relay().stop();

            kafka.restart();
            replica.relay().start();

            await().atMost(SOON).until(() -> bench.unpublished() == 0);
        }
    }

    @Test
    void aFailedEventIsNotOvertakenByALaterOneOfItsKey() {
        try (OutboxBench bench = new OutboxBench(TestKafka.shared().bootstrapServers())) {
            AtomicInteger refusals = new AtomicInteger(3);
            Replica replica = bench.replica(
                    BOUNDS,
                    producer -> failing(
                            producer, event -> Objects.equals(event.version(), 2L) && refusals.getAndDecrement() > 0));
            bench.append(replica.outbox(), bench.event("key", 1), bench.event("key", 2), bench.event("key", 3));
            replica.relay().start();

            await().atMost(SOON).until(() -> bench.unpublished() == 0);
            assertThat(bench.versions("key")).containsExactly(1L, 2L, 3L);
            assertThat(refusals).hasNegativeValue();
        }
    }

    @Test
    void aRelayThatWasFrozenPastItsLeaseMarksAndPublishesNothingMore() throws Exception {
        try (OutboxBench bench = new OutboxBench(TestKafka.shared().bootstrapServers())) {
            CountDownLatch thaw = new CountDownLatch(1);
            CountDownLatch frozen = new CountDownLatch(1);
            Replica first = bench.replica(BOUNDS, producer -> freezing(producer, frozen, thaw));
            first.relay().start();
            bench.append(first.outbox(), bench.event("key", 1), bench.event("key", 2));
            frozen.await();

            Replica second = bench.replica();
            second.relay().start();
            await().atMost(SOON).until(() -> bench.unpublished() == 0);
            bench.append(second.outbox(), bench.event("key", 3));
            await().atMost(SOON).until(() -> bench.unpublished() == 0);
            String marks = marks(bench);

            thaw.countDown();
            await().atMost(SOON)
                    .until(() -> first.metrics()
                                    .get("dapp.outbox.relay.leading")
                                    .gauge()
                                    .value()
                            == 0);
            bench.append(first.outbox(), bench.event("key", 4));
            await().atMost(SOON).until(() -> bench.unpublished() == 0);

            // The one send it was frozen in may have come late, and consumers drop it; nothing else of it had an
            // effect.
            assertThat(OutboxBench.rising(bench.versions("key"))).containsExactly(1L, 2L, 3L, 4L);
            assertThat(bench.versions("key")).hasSizeLessThanOrEqualTo(5);
            assertThat(marks(bench)).startsWith(marks);
            assertThat(bench.count("select epoch from relay_lease")).isEqualTo(2);
        }
    }

    private static String marks(OutboxBench bench) {
        return String.join(
                ";", bench.jdbc.queryForList("select id || '=' || published_at from event order by id", String.class));
    }

    private static double waiting(Replica replica) {
        return replica.metrics().get("dapp.outbox.unpublished").gauge().value();
    }

    private static double failures(Replica replica) {
        return replica.metrics().get("dapp.outbox.failures").counter().count();
    }

    /** Answers chosen events as a broker does whose replicas are not in sync: later, and through the callback. */
    private static Producer<String, byte[]> failing(Producer<String, byte[]> producer, Predicate<EventMessage> chosen) {
        return around(producer, (message, callback) -> {
            if (!chosen.test(EventMessage.parse(message.value()))) {
                return false;
            }
            Thread.ofVirtual()
                    .start(() -> callback.onCompletion(null, new NotEnoughReplicasException("not enough replicas")));
            return true;
        });
    }

    /** Stops the sending thread in its first send, as SIGSTOP stops a process. */
    private static Producer<String, byte[]> freezing(
            Producer<String, byte[]> producer, CountDownLatch frozen, CountDownLatch thaw) {
        AtomicBoolean once = new AtomicBoolean();
        return around(producer, (message, callback) -> {
            if (once.compareAndSet(false, true)) {
                frozen.countDown();
                thaw.await();
            }
            return false;
        });
    }

    private interface Interception {
        /** True when it has answered the send itself. */
        boolean send(ProducerRecord<String, byte[]> message, Callback callback) throws Exception;
    }

    @SuppressWarnings("unchecked")
    private static Producer<String, byte[]> around(Producer<String, byte[]> producer, Interception interception) {
        return (Producer<String, byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("send")
                            && interception.send(
                                    (ProducerRecord<String, byte[]>) arguments[0], (Callback) arguments[1])) {
                        return new CompletableFuture<RecordMetadata>();
                    }
                    return invoke(producer, method, arguments);
                });
    }

    private static @Nullable Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
