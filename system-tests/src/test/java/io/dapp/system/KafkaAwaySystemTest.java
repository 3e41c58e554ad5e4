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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaAwaySystemTest extends SystemTest {
    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();

    @Test
    void withKafkaAwayRequestsGoOnAndEverythingIsToldAfterwards() {
        try (LiveSocket live = user.listens()) {
            platform.kafka().stop();
            List<Payment> payments = new ArrayList<>();
            try {
                long end = System.nanoTime() + Duration.ofSeconds(12).toNanos();
                while (System.nanoTime() < end) {
                    Api.Answer answer = wallet.asks(
                            platform.transactions(),
                            recipient,
                            1,
                            UUID.randomUUID().toString());
                    assertThat(answer.took()).isLessThan(Duration.ofSeconds(5));
                    payments.add(wallet.payment(answer));
                    payments.getLast().reaches("confirmed");
                }
                payments.getFirst().reaches("finalized");
            } finally {
                platform.kafka().restart();
            }
            for (Payment payment : payments) {
                payment.reaches("finalized");
                live.awaits("transaction.finalized", payment.id(), Duration.ofSeconds(30));
                assertThat(live.told(payment.id())).doesNotHaveDuplicates();
            }
            paidOnce(recipient, payments.size());
        }
    }

    @Test
    void aQueueMessageThatIsDeletedCostsNothing() throws Exception {
        platform.worker().kill();
        Payment payment = wallet.pays(recipient, 21);
        assertThat(Waiting.until(
                        Duration.ofSeconds(15), () -> platform.records().unpublished() == 0))
                .isTrue();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", platform.kafka().bootstrapServers()))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            for (int partition = 0; partition < Topic.MONITORING.partitions(); partition++) {
                all.put(new TopicPartition(Topic.MONITORING.topicName(), partition), RecordsToDelete.beforeOffset(-1));
            }
            admin.deleteRecords(all).all().get();
        }
        platform.worker().start();
        payment.reaches("finalized");
        paidOnce(recipient, 21);
    }

    @Test
    void theLocalStackMakesTheTopicsThatTheServicesUse() {
        assertThat(KafkaTopic.ALL.stream().map(topic -> topic.name() + " " + topic.partitions()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Topic.values())
                        .map(topic -> topic.topicName() + " " + topic.partitions())
                        .toList());
    }
}
