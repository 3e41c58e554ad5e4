package io.dapp.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Payments;
import io.dapp.notification.testing.Payments.Told;
import io.dapp.notification.testing.RawClient;
import io.dapp.notification.testing.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Redis only makes it faster. */
class RedisAwayTest {
    @Test
    void without_redis_what_one_pod_stores_reaches_the_other_a_comparison_later() {
        try (Surroundings surroundings = Surroundings.withOwnRedis();
                Gateway left = Gateway.start(surroundings);
                Gateway right = Gateway.start(surroundings);
                var payments = new Payments(surroundings.kafka().bootstrapServers())) {
            Login login = surroundings.tokens().login();
            try (RawClient onLeft = RawClient.connect(left, login.token());
                    RawClient onRight = RawClient.connect(right, login.token())) {
                List<RawClient> clients = List.of(onLeft, onRight);
                clients.forEach(RawClient::hear);
                payments.tell(some(login));
                clients.forEach(client -> client.hear(24));

                surroundings.redis().stop();
                long before = System.nanoTime();
                payments.tell(some(login));
                for (RawClient client : clients) {
                    List<String> heard = client.hear(24);
                    for (int i = 0; i < 24; i++) {
                        assertThat(heard.get(i)).contains("\"offset\":" + (25 + i));
                    }
                    assertThat(client.heard()).isEmpty();
                }
                // A second is meant; the rest is for a busy machine.
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
            }
        }
    }

    /** So many payments that both gateways' partitions have some. */
    private static List<Told> some(Login login) {
        return IntStream.range(0, 24)
                .mapToObj(i -> Told.of(login.userId(), UUID.randomUUID(), 1))
                .toList();
    }
}
