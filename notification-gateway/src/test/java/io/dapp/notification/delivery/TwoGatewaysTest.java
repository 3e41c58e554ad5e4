package io.dapp.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Payments;
import io.dapp.notification.testing.Payments.Told;
import io.dapp.notification.testing.RawClient;
import io.dapp.notification.testing.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whichever pod stores a notification, the user hears it where he is connected. */
class TwoGatewaysTest {
    private static final Surroundings surroundings = Surroundings.shared();
    private static final Gateway left = Gateway.start(surroundings);
    private static final Gateway right = Gateway.start(surroundings);
    private static final Payments payments = new Payments(surroundings.kafka().bootstrapServers());

    @AfterAll
    static void stop() {
        payments.close();
        left.close();
        right.close();
        surroundings.close();
    }

    private static List<RawClient> connected(Login login) {
        List<RawClient> clients =
                List.of(RawClient.connect(left, login.token()), RawClient.connect(right, login.token()));
        clients.forEach(RawClient::hear);
        return clients;
    }

    /** So many payments that every partition, and so both gateways, has some. */
    private static List<Told> some(Login login, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Told.of(login.userId(), UUID.randomUUID(), 1))
                .toList();
    }

    private static void hearsAllInOrder(RawClient client, int from, int count) {
        List<String> heard = client.hear(count);
        for (int i = 0; i < count; i++) {
            assertThat(heard.get(i)).contains("\"offset\":" + (from + i));
        }
    }

    @Test
    void a_user_on_both_hears_everything_on_both_once_and_in_order() {
        Login login = surroundings.tokens().login();
        List<RawClient> clients = connected(login);
        payments.tell(some(login, 100));
        clients.forEach(client -> hearsAllInOrder(client, 1, 100));
        clients.forEach(RawClient::close);
    }

    @Test
    void users_on_one_each_hear_their_own() {
        Login one = surroundings.tokens().login();
        Login other = surroundings.tokens().login();
        try (RawClient onLeft = RawClient.connect(left, one.token());
                RawClient onRight = RawClient.connect(right, other.token())) {
            onLeft.hear();
            onRight.hear();
            var all = new ArrayList<Told>(some(one, 30));
            all.addAll(some(other, 30));
            payments.tell(all);
            hearsAllInOrder(onLeft, 1, 30);
            hearsAllInOrder(onRight, 1, 30);
            assertThat(onLeft.heard()).isEmpty();
        }
    }
}
