package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.event.Topic;
import io.dapp.local.infra.KafkaTopic;
import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KafkaAwaySystemTest extends SystemTest {
    private static final Duration AWAY = Duration.ofMinutes(1);
    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(1);

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @Test
    void withKafkaAwayForAMinuteRequestsGoOnAndEverythingIsToldAfterwardsInOrder() {
        try (LiveSocket live = user.listens()) {
            List<Payment> payments = new ArrayList<>();
            platform.kafka().kill();
            try {
                long start = System.nanoTime();
                for (long number = 0; System.nanoTime() - start < AWAY.toNanos(); number++) {
                    payments.add(wallet.payment(answered(wallet.asks(
                            platform.transactions(),
                            recipient,
                            1,
                            UUID.randomUUID().toString()))));
                    assertThat(answered(user.at(platform.resources()).post("/api/resources", resource(number)))
                                    .status())
                            .isEqualTo(201);
                    LockSupport.parkNanos(start + (number + 1) * BETWEEN.toNanos() - System.nanoTime());
                }
                payments.getFirst().reaches("finalized");
            } finally {
                platform.kafka().restart();
            }
            assertThat(payments).as("a steady load").hasSizeGreaterThan(100);
            for (Payment payment : payments) {
                payment.reaches("finalized");
                live.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(30));
                assertThat(live.told(payment.id()))
                        .containsExactly("transaction.pending", "transaction.confirmed", "transaction.finalized");
            }
            paidOnce(recipient, payments.size());
            publishedInOrder(payments);
        }
    }

    @Test
    void aQueueMessageThatIsDeletedCostsNothing() {
        platform.worker().kill();
        Payment payment = wallet.pays(recipient, 21);
        assertThat(Waiting.until(
                        Duration.ofSeconds(15), () -> platform.records().unpublished() == 0))
                .isTrue();
        assertThat(platform.kafka().topic(Topic.MONITORING).all())
                .as("the message is there, and nobody has taken it")
                .anyMatch(message -> message.value().contains(payment.id()));
        platform.kafka().topic(Topic.MONITORING).deleteAll();
        assertThat(platform.kafka().topic(Topic.MONITORING).all()).isEmpty();
        platform.worker().start();
        payment.reaches("finalized");
        toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
        paidOnce(recipient, 21);
    }

    @Test
    void theLocalStackMakesTheTopicsThatTheServicesUse() {
        assertThat(KafkaTopic.ALL.stream().map(topic -> topic.name() + " " + topic.partitions()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Topic.values())
                        .map(topic -> topic.topicName() + " " + topic.partitions())
                        .toList());
    }

    private static Api.Answer answered(Api.Answer answer) {
        assertThat(answer.took()).as(answer.toString()).isLessThan(LONGEST_ANSWER);
        return answer;
    }

    /** Each payment's three changes stand in its topic, none missing, first come in order of version. */
    private void publishedInOrder(List<Payment> payments) {
        var published = platform.kafka().topic(Topic.TRANSACTIONS).all();
        assertThat(payments)
                .allSatisfy(payment -> assertThat(published.stream()
                                .filter(record -> payment.id().equals(record.key()))
                                .map(record -> version(record.value()))
                                .distinct())
                        .containsExactly(1, 2, 3));
    }

    private static int version(String event) {
        return tools.jackson.databind.json.JsonMapper.shared()
                .readTree(event)
                .path("version")
                .asInt(0);
    }

    private static String resource(long number) {
        return "{\"type\":\"note\",\"name\":\"" + number + "\",\"data\":{}}";
    }
}
