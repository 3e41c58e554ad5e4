package io.dapp.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.stream.Envelope;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Payments;
import io.dapp.notification.testing.Payments.Told;
import io.dapp.notification.testing.RawClient;
import io.dapp.notification.testing.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A client that does not read costs a bounded amount and nobody else anything. */
class SlowClientTest {
    private static final String FILLER = "x".repeat(30_000);

    private static final Surroundings surroundings = Surroundings.shared();
    private static final Gateway gateway = Gateway.start(
            surroundings,
            "dapp.notification.socket.queue-bytes",
            "400000",
            "dapp.notification.socket.close-timeout",
            "20s");
    private static final Payments payments = new Payments(surroundings.kafka().bootstrapServers());

    private final Login login = surroundings.tokens().login();

    @AfterAll
    static void stop() {
        payments.close();
        gateway.close();
        surroundings.close();
    }

    private Told told(UUID payment, long version) {
        return new Told(UUID.randomUUID(), login.userId(), payment, version, FILLER);
    }

    @Test
    void who_is_too_far_behind_is_told_so_and_recovers() {
        try (RawClient slow = RawClient.openWithoutReading(gateway);
                RawClient attentive = RawClient.connect(gateway, login.token())) {
            attentive.hear();
            slow.say("{\"id\":1,\"connect\":{\"token\":\"" + login.token() + "\"}}");
            await().until(() -> gateway.metric("dapp.notification.connections") >= 2);
            int sent = 0;
            while (gateway.metric("dapp.notification.closed", "code", "3008") == 0 && sent < 1000) {
                var batch = new ArrayList<Told>();
                for (int i = 0; i < 20; i++) {
                    batch.add(told(UUID.randomUUID(), 1));
                }
                payments.tell(batch);
                sent += batch.size();
                attentive.hear(batch.size());
            }
            assertThat(gateway.metric("dapp.notification.closed", "code", "3008"))
                    .isEqualTo(1);
            slow.read();
            String last = slow.hear();
            for (String line = last; !line.startsWith("closed"); line = slow.hear()) {
                last = line;
            }
            assertThat(last).as("what it was sent came in order").contains("\"offset\":");
            assertThat(attentive.heard()).isEmpty();
        }
    }

    @Test
    void per_payment_only_the_newest_version_waits_at_the_tail_with_its_newest_offset() {
        var waiting = new Waiting(1000, 10);
        assertThat(waiting.offer("a", push(1))).isTrue();
        assertThat(waiting.offer("b", push(2))).isTrue();
        assertThat(waiting.offer("a", push(3))).isTrue();
        assertThat(drained(waiting)).containsExactly(2L, 3L);
        assertThat(waiting.isEmpty()).isTrue();
    }

    @Test
    void what_waits_is_bounded_in_bytes_and_in_number() {
        var few = new Waiting(100_000, 2);
        assertThat(few.offer("a", push(1))).isTrue();
        assertThat(few.offer("b", push(2))).isTrue();
        assertThat(few.offer("b", push(3))).as("replaces").isTrue();
        assertThat(few.offer("c", push(4))).isFalse();
        var small = new Waiting(push(1).size(), 10);
        assertThat(small.offer("a", push(1))).isTrue();
        assertThat(small.offer("b", push(2))).isFalse();
    }

    private static Push push(long offset) {
        return new Push("user:1", Envelope.of("{}"), offset, "");
    }

    private static List<Long> drained(Waiting waiting) {
        var offsets = new ArrayList<Long>();
        for (Push push = waiting.poll(); push != null; push = waiting.poll()) {
            offsets.add(push.offset());
        }
        return offsets;
    }
}
