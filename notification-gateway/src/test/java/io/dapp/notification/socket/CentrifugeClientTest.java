package io.dapp.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.NodeClient;
import io.dapp.notification.testing.Payments;
import io.dapp.notification.testing.Payments.Told;
import io.dapp.notification.testing.Surroundings;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** npm's {@code centrifuge}, unchanged: connects, hears, watches, comes back and is let go. */
class CentrifugeClientTest {
    private static final Surroundings surroundings = Surroundings.shared();
    private static final Payments payments = new Payments(surroundings.kafka().bootstrapServers());

    private final Login login = surroundings.tokens().login();
    private final UUID payment = UUID.randomUUID();

    @AfterAll
    static void stop() {
        payments.close();
        surroundings.close();
    }

    private void tell(long version) {
        payments.tell(Told.of(login.userId(), payment, version));
    }

    @Test
    void the_official_client_recovers_over_a_restart_and_stops_when_the_session_ends() {
        Gateway first = Gateway.start(surroundings);
        String port = "server.port";
        try (NodeClient client = NodeClient.start(
                first.socketUri().toString(), login.token(), login.userId().toString(), payment.toString())) {
            client.expect("{\"event\":\"ready\"}");
            client.say("connect");
            client.expect("{\"event\":\"connecting\",\"code\":0}");
            client.expect("{\"event\":\"connected\"}");
            client.expect("{\"event\":\"personal\",\"channel\":\"user:" + login.userId()
                    + "\",\"recovered\":false,\"wasRecovering\":false}");

            tell(1);
            client.expect("{\"event\":\"publication\",\"channel\":\"user:" + login.userId()
                    + "\",\"offset\":1,\"type\":\"transaction.pending\"}");
            client.say("watch");
            client.expect("{\"event\":\"watching\",\"recovered\":false}");
            client.say("history");
            client.expect("{\"event\":\"history\",\"offsets\":[1]}");

            String takenPort = Integer.toString(first.socketUri().getPort());
            first.close();
            client.expect("{\"event\":\"connecting\",\"code\":3001}");
            tell(2);
            try (Gateway second = Gateway.start(surroundings, port, takenPort)) {
                client.expectInAnyOrder(
                        "{\"event\":\"connected\"}",
                        "{\"event\":\"personal\",\"channel\":\"user:" + login.userId()
                                + "\",\"recovered\":true,\"wasRecovering\":true}",
                        "{\"event\":\"publication\",\"channel\":\"user:" + login.userId()
                                + "\",\"offset\":2,\"type\":\"transaction.confirmed\"}",
                        "{\"event\":\"watching\",\"recovered\":true}",
                        "{\"event\":\"watched\",\"offset\":2,\"type\":\"transaction.confirmed\"}");
                assertThat(second.metric("dapp.notification.users")).isEqualTo(1);

                surroundings.tokens().end(login);
                client.expect("{\"event\":\"disconnected\",\"code\":3503,\"reason\":\"force disconnect\"}");
            }
        }
    }
}
