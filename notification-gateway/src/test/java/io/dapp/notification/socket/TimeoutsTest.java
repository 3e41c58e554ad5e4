package io.dapp.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.RawClient;
import io.dapp.notification.testing.Surroundings;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the gateway does when a client does nothing, with short times. */
class TimeoutsTest {
    private static final Surroundings surroundings = Surroundings.shared();
    private static final Gateway gateway = Gateway.start(
            surroundings,
            "dapp.notification.socket.ping",
            "400ms",
            "dapp.notification.socket.pong-timeout",
            "300ms",
            "dapp.notification.socket.stale-after",
            "500ms",
            "dapp.notification.socket.expiry-grace",
            "200ms",
            "dapp.notification.socket.ownership-wait",
            "200ms",
            "dapp.notification.socket.shutdown-spread",
            "300ms");

    private final Login login = surroundings.tokens().login();

    @AfterAll
    static void stop() {
        gateway.close();
        surroundings.close();
    }

    @Test
    void a_ping_is_answered_and_another_comes() {
        try (RawClient client = RawClient.connect(gateway, login.token())) {
            assertThat(client.hear()).startsWith("{\"id\":1,\"connect\":").contains("\"ping\":1,\"pong\":true");
            for (int i = 0; i < 3; i++) {
                assertThat(client.hear()).isEqualTo("{}");
                client.say("{}");
            }
            assertThat(client.hear()).isEqualTo("{}");
            client.say("{}").say("{}");
            assertThat(client.hear()).as("the second answers nothing").isEqualTo("closed 3501 bad request");
        }
    }

    @Test
    void other_commands_do_not_replace_the_pong() {
        try (RawClient client = RawClient.connect(gateway, login.token())) {
            client.hear();
            assertThat(client.hear()).isEqualTo("{}");
            client.say("{\"id\":2,\"unsubscribe\":{\"channel\":\"x:1\"}}");
            assertThat(client.hear(2)).containsExactly("{\"id\":2,\"unsubscribe\":{}}", "closed 3012 no pong");
        }
    }

    @Test
    void who_does_not_connect_is_stale() {
        try (RawClient client = RawClient.open(gateway)) {
            assertThat(client.hear()).isEqualTo("closed 3502 stale");
        }
    }

    @Test
    void who_was_refused_is_stale() {
        String expired = TestTokens.token(
                login.userId(),
                login.sessionId(),
                jwt -> jwt.expiration(Date.from(Instant.now().minusSeconds(3600))));
        try (RawClient client = RawClient.connect(gateway, expired)) {
            assertThat(client.hear()).startsWith("{\"id\":1,\"error\":{\"code\":109,");
            assertThat(client.hear()).isEqualTo("closed 3502 stale");
        }
    }

    /** Answers pings until something else comes. */
    private static String afterPings(RawClient client) {
        String heard = client.hear();
        while (heard.equals("{}")) {
            client.say("{}");
            heard = client.hear();
        }
        return heard;
    }

    @Test
    void who_does_not_refresh_expires() {
        String brief = TestTokens.token(
                login.userId(),
                login.sessionId(),
                jwt -> jwt.expiration(Date.from(Instant.now().plusSeconds(3))));
        try (RawClient client = RawClient.connect(gateway, brief)) {
            client.hear();
            assertThat(afterPings(client)).isEqualTo("closed 3005 connection expired");
        }
    }

    @Test
    void a_payment_that_stays_unknown_is_refused_after_a_short_wait() {
        try (RawClient client = RawClient.connect(gateway, login.token())) {
            client.hear();
            client.say("{\"id\":2,\"subscribe\":{\"channel\":\"transaction:" + UUID.randomUUID() + "\"}}");
            assertThat(afterPings(client))
                    .isEqualTo("{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
        }
    }

    @Test
    void a_stopping_gateway_sends_its_clients_away() {
        Gateway stopping = Gateway.start(surroundings, "dapp.notification.socket.shutdown-spread", "300ms");
        try (RawClient one = RawClient.connect(stopping, login.token());
                RawClient two = RawClient.connect(stopping, login.token())) {
            one.hear();
            two.hear();
            stopping.close();
            assertThat(one.hear()).isEqualTo("closed 3001 shutdown");
            assertThat(two.hear()).isEqualTo("closed 3001 shutdown");
        }
    }
}
