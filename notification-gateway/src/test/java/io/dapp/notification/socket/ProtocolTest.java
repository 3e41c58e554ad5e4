package io.dapp.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Payments;
import io.dapp.notification.testing.Payments.Told;
import io.dapp.notification.testing.RawClient;
import io.dapp.notification.testing.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as docs/realtime.md has it, line by line over a raw WebSocket. */
class ProtocolTest {
    private static final Pattern CONNECTED = Pattern.compile(
            "\\{\"id\":1,\"connect\":\\{\"client\":\"[0-9a-f-]{36}\",\"version\":\"[^\"]+\",\"expires\":true,\"ttl\":(\\d+),"
                    + "\"subs\":\\{\"user:([0-9a-f-]{36})\":\\{\"recoverable\":true,\"epoch\":\"([^\"]+)\","
                    + "(?:\"offset\":(\\d+),)?\"positioned\":true\\}\\},\"ping\":25,\"pong\":true\\}\\}");

    private static final Surroundings surroundings = Surroundings.shared();
    private static final Gateway gateway =
            Gateway.start(surroundings, "dapp.notification.socket.ownership-wait", "15s");
    private static final Payments payments = new Payments(surroundings.kafka().bootstrapServers());

    private final Login login = surroundings.tokens().login();
    private final List<RawClient> clients = new ArrayList<>();

    @AfterAll
    static void stop() {
        payments.close();
        gateway.close();
        surroundings.close();
    }

    @AfterEach
    void hangUp() {
        clients.forEach(RawClient::close);
    }

    private RawClient open() {
        return kept(RawClient.open(gateway));
    }

    private RawClient kept(RawClient client) {
        clients.add(client);
        return client;
    }

    /** Connected; the reply has been heard. */
    private RawClient connected() {
        RawClient client = kept(RawClient.connect(gateway, login.token()));
        assertThat(client.hear()).matches(CONNECTED);
        return client;
    }

    private Told told(UUID payment, long version) {
        Told told = Told.of(login.userId(), payment, version);
        payments.tell(told);
        return told;
    }

    private String personal() {
        return "user:" + login.userId();
    }

    private static String push(String channel, Told told, long offset, String epoch) {
        return "{\"push\":{\"channel\":\"" + channel + "\",\"pub\":{\"data\":" + told.envelope() + ",\"offset\":"
                + offset + (epoch.isEmpty() ? "" : ",\"epoch\":\"" + epoch + "\"") + "}}}";
    }

    @Test
    void a_token_that_does_not_allow_to_listen_is_refused() {
        String token = surroundings
                .tokens()
                .login(login.userId(), "payments:read", "notifications:write")
                .token();
        RawClient client = kept(RawClient.connect(gateway, token));
        assertThat(client.hear()).isEqualTo("{\"id\":1,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");

        RawClient refreshing = connected();
        refreshing.say("{\"id\":2,\"refresh\":{\"token\":\"" + token + "\"}}");
        assertThat(refreshing.hear()).isEqualTo("closed 3500 invalid token");
    }

    @Test
    void a_new_user_connects_and_hears_his_payments_with_the_epoch_only_on_the_first() {
        RawClient client = kept(RawClient.connect(gateway, login.token()));
        Matcher reply = CONNECTED.matcher(client.hear());
        assertThat(reply.matches()).isTrue();
        assertThat(Integer.parseInt(reply.group(1))).isBetween(290, 300);
        assertThat(reply.group(2)).isEqualTo(login.userId().toString());
        assertThat(reply.group(4)).as("offset 0 is left out").isNull();
        String epoch = reply.group(3);

        UUID payment = UUID.randomUUID();
        Told pending = told(payment, 1);
        assertThat(client.hear()).isEqualTo(push(personal(), pending, 1, epoch));
        Told confirmed = told(payment, 2);
        assertThat(client.hear()).isEqualTo(push(personal(), confirmed, 2, ""));
    }

    @Test
    void who_connects_later_is_told_the_position() {
        RawClient first = connected();
        told(UUID.randomUUID(), 1);
        first.hear();
        Matcher reply = CONNECTED.matcher(
                kept(RawClient.connect(gateway, login.token())).hear());
        assertThat(reply.matches()).isTrue();
        assertThat(reply.group(4)).isEqualTo("1");
    }

    @Test
    void a_payment_of_ones_own_can_be_watched_recovered_and_read_back() {
        RawClient client = connected();
        UUID payment = UUID.randomUUID();
        Told pending = told(payment, 1);
        client.hear();
        Told confirmed = told(payment, 2);
        client.hear();
        String channel = "transaction:" + payment;

        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
        Matcher reply = Pattern.compile("\\{\"id\":2,\"subscribe\":\\{\"recoverable\":true,\"epoch\":\"([^\"]+)\","
                        + "\"offset\":2,\"positioned\":true\\}\\}")
                .matcher(client.hear());
        assertThat(reply.matches()).isTrue();
        String epoch = reply.group(1);

        Told finalized = told(payment, 3);
        assertThat(client.hear(2)).containsExactly(push(personal(), finalized, 3, ""), push(channel, finalized, 3, ""));

        client.say("{\"id\":3,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
        assertThat(client.hear()).isEqualTo("{\"id\":3,\"error\":{\"code\":105,\"message\":\"already subscribed\"}}");
        client.say("{\"id\":4,\"unsubscribe\":{\"channel\":\"" + channel + "\"}}");
        assertThat(client.hear()).isEqualTo("{\"id\":4,\"unsubscribe\":{}}");

        client.say("{\"id\":5,\"subscribe\":{\"channel\":\"" + channel + "\",\"recover\":true,\"epoch\":\"" + epoch
                + "\",\"offset\":1}}");
        assertThat(client.hear())
                .isEqualTo(
                        "{\"id\":5,\"subscribe\":{\"recoverable\":true,\"epoch\":\"" + epoch
                                + "\",\"publications\":[{\"data\":" + confirmed.envelope() + ",\"offset\":2},{\"data\":"
                                + finalized.envelope()
                                + ",\"offset\":3}],\"recovered\":true,\"offset\":1,\"positioned\":true,\"was_recovering\":true}}");

        client.say(history(
                6, channel, "\"limit\":10,\"since\":{\"offset\":0,\"epoch\":\"" + epoch + "\"},\"reverse\":false"));
        assertThat(client.hear())
                .isEqualTo(historyReply(6, epoch, 3, pub(pending, 1), pub(confirmed, 2), pub(finalized, 3)));
        client.say(history(7, channel, "\"limit\":1,\"reverse\":true"));
        assertThat(client.hear()).isEqualTo(historyReply(7, epoch, 3, pub(finalized, 3)));
        client.say(history(
                8, channel, "\"limit\":-1,\"since\":{\"offset\":3,\"epoch\":\"" + epoch + "\"},\"reverse\":true"));
        assertThat(client.hear()).isEqualTo(historyReply(8, epoch, 3, pub(confirmed, 2), pub(pending, 1)));
        client.say("{\"id\":9,\"history\":{\"channel\":\"" + channel + "\"}}");
        assertThat(client.hear()).isEqualTo(historyReply(9, epoch, 3));
        client.say(history(10, channel, "\"limit\":-1,\"since\":{\"offset\":0,\"epoch\":\"other\"}"));
        assertThat(client.hear())
                .isEqualTo("{\"id\":10,\"error\":{\"code\":112,\"message\":\"unrecoverable position\"}}");
        client.say(history(11, personal(), "\"limit\":2"));
        assertThat(client.hear()).isEqualTo(historyReply(11, epoch, 3, pub(pending, 1), pub(confirmed, 2)));
    }

    private static String history(int id, String channel, String more) {
        return "{\"id\":" + id + ",\"history\":{\"channel\":\"" + channel + "\"," + more + "}}";
    }

    private static String pub(Told told, long offset) {
        return "{\"data\":" + told.envelope() + ",\"offset\":" + offset + "}";
    }

    private static String historyReply(int id, String epoch, long offset, String... publications) {
        return "{\"id\":" + id + ",\"history\":{\"publications\":[" + String.join(",", publications) + "],\"epoch\":\""
                + epoch + "\",\"offset\":" + offset + "}}";
    }

    @Test
    void a_payment_may_be_watched_before_its_first_event_has_come() {
        RawClient client = connected();
        UUID payment = UUID.randomUUID();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"transaction:" + payment + "\"}}\n"
                + "{\"id\":3,\"unsubscribe\":{\"channel\":\"transaction:" + UUID.randomUUID() + "\"}}");
        assertThat(client.hear()).as("other commands go on").isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
        Told pending = told(payment, 1);
        assertThat(client.hear()).startsWith("{\"push\":{\"channel\":\"" + personal());
        assertThat(client.hear())
                .matches("\\{\"id\":2,\"subscribe\":\\{\"recoverable\":true,\"epoch\":\"[^\"]+\",\"offset\":1,"
                        + "\"positioned\":true\\}\\}");
        assertThat(pending.version()).isEqualTo(1);
    }

    @Test
    void somebody_elses_channels_are_refused() {
        Login other = surroundings.tokens().login();
        UUID payment = UUID.randomUUID();
        RawClient owner = kept(RawClient.connect(gateway, other.token()));
        owner.hear();
        payments.tell(Told.of(other.userId(), payment, 1));
        owner.hear();

        RawClient client = connected();
        for (String channel : List.of("transaction:" + payment, "transaction:1", "user:" + other.userId(), "chain:x")) {
            client.say("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
            assertThat(client.hear())
                    .as(channel)
                    .isEqualTo("{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
        }
        client.say("{\"id\":3,\"history\":{\"channel\":\"user:" + other.userId() + "\",\"limit\":1}}");
        assertThat(client.hear()).startsWith("{\"id\":3,\"error\":{\"code\":103,");
    }

    @Test
    void heads_are_pushed_to_whoever_watches_the_chain_and_have_no_positions() {
        RawClient client = connected();
        String chain = Long.toString(1 + (login.userId().getLeastSignificantBits() >>> 2));
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"chain:" + chain + "\"}}");
        assertThat(client.hear()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
        payments.head(chain, 7);
        assertThat(client.hear())
                .isEqualTo("{\"push\":{\"channel\":\"chain:" + chain + "\",\"pub\":{\"data\":"
                        + Payments.headEnvelope(7) + "}}}");
        client.say("{\"id\":3,\"history\":{\"channel\":\"chain:" + chain + "\",\"limit\":1}}");
        assertThat(client.hear()).isEqualTo("{\"id\":3,\"error\":{\"code\":108,\"message\":\"not available\"}}");
        client.say("{\"id\":4,\"unsubscribe\":{\"channel\":\"chain:" + chain + "\"}}");
        assertThat(client.hear()).isEqualTo("{\"id\":4,\"unsubscribe\":{}}");
        payments.head(chain, 8);
        told(UUID.randomUUID(), 1);
        assertThat(client.hear()).startsWith("{\"push\":{\"channel\":\"user:");
    }

    @Test
    void a_frame_carries_several_commands() {
        RawClient client = open();
        client.say("{\"id\":1,\"connect\":{\"token\":\"" + login.token() + "\",\"unknown\":{\"field\":1}}}\n"
                + "{\"id\":2,\"subscribe\":{\"channel\":\"chain:1\"}}\n"
                + "{\"id\":3,\"unsubscribe\":{\"channel\":\"chain:1\"}}\n");
        assertThat(client.hear()).matches(CONNECTED);
        assertThat(client.hear(2)).containsExactly("{\"id\":2,\"subscribe\":{}}", "{\"id\":3,\"unsubscribe\":{}}");
    }

    @Test
    void a_message_may_come_in_fragments() {
        RawClient client = open();
        client.sayPart("{\"id\":1,\"connect\":{\"tok", false).sayPart("en\":\"" + login.token() + "\"}}", true);
        assertThat(client.hear()).matches(CONNECTED);
    }

    @Test
    void errors_answer_what_is_not_offered_and_the_connection_goes_on() {
        RawClient client = connected();
        expect(client, "\"subscribe\":{\"channel\":\"" + personal() + "\"}", 105, "already subscribed");
        expect(client, "\"subscribe\":{\"channel\":\"news:1\"}", 102, "unknown channel");
        expect(client, "\"subscribe\":{\"channel\":\"news\"}", 102, "unknown channel");
        expect(client, "\"subscribe\":{\"channel\":\"chain:" + "1".repeat(250) + "\"}", 107, "bad request");
        expect(client, "\"subscribe\":{\"channel\":\"chain:\u00e4\"}", 107, "bad request");
        expect(client, "\"publish\":{\"channel\":\"" + personal() + "\",\"data\":{}}", 103, "permission denied");
        expect(client, "\"history\":{\"channel\":\"transaction:" + UUID.randomUUID() + "\"}", 103, "permission denied");
        expect(client, "\"rpc\":{\"method\":\"x\"}", 108, "not available");
        expect(client, "\"presence\":{\"channel\":\"" + personal() + "\"}", 108, "not available");
        expect(client, "\"presence_stats\":{\"channel\":\"" + personal() + "\"}", 108, "not available");
        client.say("{\"id\":2,\"unsubscribe\":{\"channel\":\"whatever\"}}");
        assertThat(client.hear()).isEqualTo("{\"id\":2,\"unsubscribe\":{}}");
    }

    private static void expect(RawClient client, String command, int code, String message) {
        client.say("{\"id\":9," + command + "}");
        assertThat(client.hear())
                .as(command)
                .isEqualTo("{\"id\":9,\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}");
    }

    @Test
    void a_connection_has_at_most_128_channels() {
        RawClient client = connected();
        var lines = new StringBuilder();
        for (int i = 1; i <= 127; i++) {
            lines.append("{\"id\":")
                    .append(i + 1)
                    .append(",\"subscribe\":{\"channel\":\"chain:")
                    .append(i)
                    .append("\"}}\n");
        }
        client.say(lines.toString());
        assertThat(client.hear(127)).allMatch(line -> line.endsWith("\"subscribe\":{}}"));
        expect(client, "\"subscribe\":{\"channel\":\"chain:128\"}", 106, "limit exceeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "{",
                "[]",
                "null",
                "7",
                "{\"id\":2,\"subscribe\":{\"channel\":\"\"}}",
                "{\"id\":2,\"subscribe\":{}}",
                "{\"subscribe\":{\"channel\":\"chain:1\"}}",
                "{\"id\":0,\"subscribe\":{\"channel\":\"chain:1\"}}",
                "{\"id\":-1,\"subscribe\":{\"channel\":\"chain:1\"}}",
                "{\"id\":\"2\",\"subscribe\":{\"channel\":\"chain:1\"}}",
                "{\"id\":2}",
                "{\"id\":2,\"dance\":{}}",
                "{\"id\":2,\"connect\":{\"token\":\"x\"}}",
                "{\"id\":2,\"unsubscribe\":{\"channel\":\"\"}}",
                "{\"id\":2,\"refresh\":{\"token\":\"\"}}",
                "{\"id\":2,\"subscribe\":{\"channel\":\"chain:1\"}} trailing",
                "{}"
            })
    void what_is_no_command_closes_the_connection(String frame) {
        assertThat(connected().say(frame).hear()).isEqualTo("closed 3501 bad request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "hello",
                "{\"id\":1,\"connect\":{}}",
                "{\"id\":1,\"connect\":{\"token\":\"\"}}",
                "{\"id\":1,\"subscribe\":{\"channel\":\"chain:1\"}}",
                "{\"id\":0,\"connect\":{\"token\":\"x\"}}"
            })
    void nothing_comes_before_a_connect_with_a_token(String frame) {
        assertThat(open().say(frame).hear()).isEqualTo("closed 3501 bad request");
    }

    @Test
    void messages_without_an_answer_have_nobody_to_take_them() {
        assertThat(connected().say("{\"send\":{\"data\":{}}}").hear()).isEqualTo("closed 3508 not available");
    }

    @Test
    void a_frame_has_at_most_64_kib() {
        String padding = "{\"id\":2,\"subscribe\":{\"channel\":\"chain:1\",\"x\":\"\"}}";
        String largest = padding.replace("\"x\":\"", "\"x\":\"" + "y".repeat(65536 - padding.length()));
        RawClient client = connected().say(largest);
        assertThat(client.hear()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
        assertThat(client.say(largest.replace("chain:1", "chain:12")).hear()).isEqualTo("closed 1009 message too big");
    }

    @Test
    void fragments_together_are_no_larger_either() {
        RawClient client = connected();
        client.sayPart("x".repeat(40_000), false).sayPart("x".repeat(40_000), false);
        assertThat(client.hear()).isEqualTo("closed 1009 message too big");
    }

    @Test
    void a_bad_token_closes_the_connection_for_good() {
        String altered = login.token().substring(0, login.token().length() - 6) + "AAAAAA";
        String foreign = TestTokens.token(
                login.userId(),
                login.sessionId(),
                jwt -> jwt.audience().add("x").and().issuer("http://other"));
        for (String token : List.of("x", "a.b.c", altered, foreign)) {
            assertThat(kept(RawClient.connect(gateway, token)).hear()).isEqualTo("closed 3500 invalid token");
        }
    }

    @Test
    void an_expired_token_is_answered_and_the_connection_is_of_no_more_use() {
        String expired = TestTokens.token(
                login.userId(),
                login.sessionId(),
                jwt -> jwt.expiration(Date.from(Instant.now().minusSeconds(3600))));
        RawClient client = kept(RawClient.connect(gateway, expired));
        assertThat(client.hear()).isEqualTo("{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}");
        client.say("{\"id\":2,\"connect\":{\"token\":\"" + login.token() + "\"}}");
        assertThat(client.hear()).isEqualTo("closed 3501 bad request");
    }

    @Test
    void a_token_is_refreshed_by_another_of_the_same_user() {
        RawClient client = connected();
        client.say("{\"id\":9,\"refresh\":{\"token\":\""
                + TestTokens.token(login.userId(), login.sessionId(), jwt -> {}) + "\"}}");
        assertThat(client.hear()).matches("\\{\"id\":9,\"refresh\":\\{\"expires\":true,\"ttl\":(29[0-9]|300)\\}\\}");

        assertThat(connected()
                        .say("{\"id\":9,\"refresh\":{\"token\":\""
                                + surroundings.tokens().login().token() + "\"}}")
                        .hear())
                .isEqualTo("closed 3500 invalid token");
        assertThat(connected().say("{\"id\":9,\"refresh\":{\"token\":\"x\"}}").hear())
                .isEqualTo("closed 3500 invalid token");
        String expired = TestTokens.token(
                login.userId(),
                login.sessionId(),
                jwt -> jwt.expiration(Date.from(Instant.now().minusSeconds(3600))));
        assertThat(connected()
                        .say("{\"id\":9,\"refresh\":{\"token\":\"" + expired + "\"}}")
                        .hear())
                .isEqualTo("closed 3005 connection expired");
    }

    @Test
    void positions_for_channels_of_somebody_else_are_ignored() {
        RawClient client = kept(RawClient.recover(gateway, login.token(), "user:" + UUID.randomUUID(), "x", 1));
        assertThat(client.hear()).matches(CONNECTED);
    }

    @Test
    void the_end_of_the_session_closes_its_connections() {
        RawClient client = connected();
        surroundings.tokens().end(login);
        assertThat(client.hear()).isEqualTo("closed 3503 force disconnect");
        assertThat(kept(RawClient.connect(gateway, login.token())).hear()).isEqualTo("closed 3500 invalid token");
    }

    @Test
    void the_subprotocol_is_chosen_when_it_is_offered() {
        assertThat(kept(RawClient.open(gateway, "centrifuge-json")).subprotocol())
                .isEqualTo("centrifuge-json");
        assertThat(open().subprotocol()).isEmpty();
    }
}
