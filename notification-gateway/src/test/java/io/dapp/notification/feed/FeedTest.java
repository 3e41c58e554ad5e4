package io.dapp.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Payments;
import io.dapp.notification.testing.Payments.Told;
import io.dapp.notification.testing.RawClient;
import io.dapp.notification.testing.Surroundings;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What comes from Kafka is stored once, whatever is sent twice, unreadable, or away. */
class FeedTest {
    private static final Surroundings surroundings = Surroundings.withOwnKafka();
    private static final Gateway gateway = Gateway.start(surroundings);
    private static final Payments payments = new Payments(surroundings.kafka().bootstrapServers());

    private final Login login = surroundings.tokens().login();
    private final UUID payment = UUID.randomUUID();

    @AfterAll
    static void stop() {
        payments.close();
        gateway.close();
        surroundings.close();
        surroundings.kafka().close();
    }

    private Told version(long version) {
        return Told.of(login.userId(), payment, version);
    }

    private String stored() {
        return surroundings.query("select string_agg(version || '@' || user_offset, ',' order by user_offset)"
                + " from notification where record_id = '" + payment + "'");
    }

    @Test
    void redelivery_and_late_versions_add_nothing() {
        try (RawClient client = RawClient.connect(gateway, login.token())) {
            client.hear();
            Told pending = version(1);
            Told confirmed = version(2);
            payments.tell(pending, pending, confirmed, pending, confirmed, version(1), version(3), confirmed);
            assertThat(client.hear(3))
                    .satisfiesExactly(
                            first -> assertThat(first).contains("transaction.pending", "\"offset\":1"),
                            second -> assertThat(second).contains("transaction.confirmed", "\"offset\":2"),
                            third -> assertThat(third).contains("transaction.finalized", "\"offset\":3"));
        }
        // The whole topic once more, as to a group without offsets.
        try (Gateway again = Gateway.start(surroundings, "dapp.notification.feed.group", "again-" + payment)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> again.metric("dapp.notification.duplicates") >= 8);
            assertThat(again.metric("dapp.notification.stored")).isZero();
        }
        assertThat(stored()).isEqualTo("1@1,2@2,3@3");
    }

    @Test
    void contract_events_are_stored_once_for_their_owner_and_shown_to_nobody_else() {
        Login stranger = surroundings.tokens().login();
        String chain = Long.toString(1 + (payment.getLeastSignificantBits() >>> 2));
        String watch = "{\"id\":2,\"subscribe\":{\"channel\":\"chain:" + chain + "\"}}";
        try (RawClient owner = RawClient.connect(gateway, login.token());
                RawClient other = RawClient.connect(gateway, stranger.token())) {
            owner.hear();
            other.hear();
            other.say(watch);
            assertThat(other.hear()).contains("\"id\":2,\"subscribe\"");
            payments.contractEvent(chain, login.userId(), payment, 1);
            payments.contractEvent(chain, login.userId(), payment, 1);
            payments.contractEvent(chain, login.userId(), payment, 2);
            payments.head(chain, 5);
            assertThat(owner.hear(2))
                    .satisfiesExactly(
                            first -> assertThat(first)
                                    .contains("user:" + login.userId(), "chain.event", "\"withdrawn\":false"),
                            second -> assertThat(second).contains("chain.event", "\"withdrawn\":true"));
            assertThat(other.hear()).contains("chain.head");
        }
        assertThat(stored()).isEqualTo("1@1,2@2");
    }

    @Test
    void poison_is_counted_and_passed_over() {
        double before = gateway.metric("dapp.notification.poison", "topic", "transactions");
        String key = payment.toString();
        payments.raw("transactions", key, "no json");
        payments.raw("transactions", key, "{}");
        payments.raw(
                "transactions",
                key,
                "{\"id\":\"" + UUID.randomUUID()
                        + "\",\"type\":\"transaction.pending\",\"timestamp\":\"2026-11-22T10:00:00Z\",\"key\":\"" + key
                        + "\",\"version\":1,\"owner\":null,\"data\":{}}");
        payments.tell(version(1));
        payments.tell(Told.of(UUID.randomUUID(), payment, 2));
        payments.tell(version(2));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(stored()).isEqualTo("1@1,2@2");
            assertThat(gateway.metric("dapp.notification.poison", "topic", "transactions") - before)
                    .isEqualTo(4);
        });
    }

    @Test
    void with_postgresql_away_nothing_is_lost_and_sockets_stay_open() {
        try (RawClient client = RawClient.connect(gateway, login.token())) {
            client.hear();
            surroundings.databaseReachable(false);
            try {
                payments.tell(version(1));
                try (RawClient other = RawClient.connect(gateway, login.token())) {
                    assertThat(other.hear())
                            .isEqualTo("{\"id\":1,\"error\":{\"code\":100,\"message\":\"internal server error\","
                                    + "\"temporary\":true}}");
                }
                assertThat(client.heard()).isEmpty();
            } finally {
                surroundings.databaseReachable(true);
            }
            assertThat(client.hear()).contains("transaction.pending", "\"offset\":1");
            assertThat(client.heard()).isEmpty();
        }
        assertThat(stored()).isEqualTo("1@1");
    }

    @Test
    void with_kafka_away_sockets_stay_open_and_go_on_when_it_is_back() {
        try (RawClient client = RawClient.connect(gateway, login.token())) {
            client.hear();
            payments.tell(version(1));
            client.hear();
            surroundings.kafka().stop();
            client.say("{\"id\":2,\"history\":{\"channel\":\"user:" + login.userId() + "\",\"limit\":1}}");
            assertThat(client.hear()).startsWith("{\"id\":2,\"history\":{\"publications\":[{");
            surroundings.kafka().restart();
            payments.tell(version(2));
            assertThat(client.hear()).contains("transaction.confirmed", "\"offset\":2");
        }
    }
}
