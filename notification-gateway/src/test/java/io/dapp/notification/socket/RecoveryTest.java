package io.dapp.notification.socket;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who comes back with a position gets everything since, in order and once, or is told that it cannot be had. */
class RecoveryTest {
    private static final Surroundings surroundings = Surroundings.shared();
    private static final Payments payments = new Payments(surroundings.kafka().bootstrapServers());

    private final Login login = surroundings.tokens().login();
    private final String channel = "user:" + login.userId();
    private final List<Told> told = new ArrayList<>();

    @AfterAll
    static void stop() {
        payments.close();
        surroundings.close();
    }

    /** Tells one new payment after the other and hears each; gives the stream's epoch. */
    private String tell(Gateway gateway, int count) {
        try (RawClient client = RawClient.connect(gateway, login.token())) {
            String epoch = epoch(client.hear());
            for (int i = 0; i < count; i++) {
                Told next = Told.of(login.userId(), UUID.randomUUID(), 1);
                payments.tell(next);
                told.add(next);
                assertThat(client.hear()).contains(next.envelope());
            }
            return epoch;
        }
    }

    private static String epoch(String reply) {
        return reply.replaceFirst(".*\"epoch\":\"([^\"]+)\".*", "$1");
    }

    private String comingBack(Gateway gateway, String epoch, long offset) {
        try (RawClient client = RawClient.recover(gateway, login.token(), channel, epoch, offset)) {
            String reply = client.hear();
            return reply.replaceFirst(".*\"subs\":\\{\"" + channel + "\":(\\{.*\\})\\},\"ping\".*", "$1");
        }
    }

    private String recovered(String epoch, long from) {
        var publications = new StringBuilder();
        for (int i = (int) from; i < told.size(); i++) {
            publications
                    .append(publications.isEmpty() ? "" : ",")
                    .append("{\"data\":")
                    .append(told.get(i).envelope())
                    .append(",\"offset\":")
                    .append(i + 1)
                    .append("}");
        }
        return "{\"recoverable\":true,\"epoch\":\"" + epoch + "\""
                + (publications.isEmpty() ? "" : ",\"publications\":[" + publications + "]")
                + ",\"recovered\":true" + (from == 0 ? "" : ",\"offset\":" + from)
                + ",\"positioned\":true,\"was_recovering\":true}";
    }

    private static String notRecovered(String epoch, long offset) {
        return "{\"recoverable\":true,\"epoch\":\"" + epoch + "\",\"offset\":" + offset
                + ",\"positioned\":true,\"was_recovering\":true}";
    }

    @Test
    void everything_since_is_there_also_after_the_gateway_has_been_restarted() {
        String epoch;
        try (Gateway gateway = Gateway.start(surroundings)) {
            epoch = tell(gateway, 5);
            assertThat(comingBack(gateway, epoch, 3)).isEqualTo(recovered(epoch, 3));
        }
        try (Gateway gateway = Gateway.start(surroundings)) {
            assertThat(comingBack(gateway, epoch, 3)).isEqualTo(recovered(epoch, 3));
            assertThat(comingBack(gateway, epoch, 5)).as("nothing missed").isEqualTo(recovered(epoch, 5));
            assertThat(comingBack(gateway, "", 0)).as("from the beginning").isEqualTo(recovered(epoch, 0));
            assertThat(comingBack(gateway, "other", 3)).as("other epoch").isEqualTo(notRecovered(epoch, 5));
            assertThat(comingBack(gateway, epoch, 6)).as("ahead").isEqualTo(notRecovered(epoch, 5));
        }
    }

    @Test
    void exactly_what_is_kept_is_recovered_and_nothing_partial_beyond_it() {
        try (Gateway gateway = Gateway.start(surroundings, "dapp.notification.retention.max-count", "4")) {
            String epoch = tell(gateway, 6);
            assertThat(comingBack(gateway, epoch, 2)).as("all that is kept").isEqualTo(recovered(epoch, 2));
            assertThat(comingBack(gateway, epoch, 1)).as("one too old").isEqualTo(notRecovered(epoch, 6));
            assertThat(comingBack(gateway, "", 0)).as("the beginning is gone").isEqualTo(notRecovered(epoch, 6));
            assertThat(surroundings.query("select count(*) from notification where user_id = '" + login.userId() + "'"))
                    .isEqualTo("4");
            try (RawClient client = RawClient.connect(gateway, login.token())) {
                client.hear();
                client.say("{\"id\":2,\"history\":{\"channel\":\"" + channel
                        + "\",\"limit\":2,\"since\":{\"offset\":0,\"epoch\":\"" + epoch + "\"}}}");
                assertThat(client.hear())
                        .as("history starts silently at the oldest kept")
                        .isEqualTo("{\"id\":2,\"history\":{\"publications\":[{\"data\":"
                                + told.get(2).envelope() + ",\"offset\":3},{\"data\":"
                                + told.get(3).envelope() + ",\"offset\":4}],\"epoch\":\"" + epoch
                                + "\",\"offset\":6}}");
            }
        }
    }

    @Test
    void a_stream_that_was_set_back_sends_its_clients_away_to_be_told_so() {
        try (Gateway gateway = Gateway.start(surroundings)) {
            String epoch = tell(gateway, 2);
            try (RawClient client = RawClient.connect(gateway, login.token())) {
                client.hear();
                surroundings.sql("update stream set epoch = 'restored' where user_id = '" + login.userId() + "'");
                assertThat(client.hear()).isEqualTo("closed 3010 insufficient state");
            }
            assertThat(comingBack(gateway, epoch, 2)).isEqualTo(notRecovered("restored", 2));
        }
    }
}
