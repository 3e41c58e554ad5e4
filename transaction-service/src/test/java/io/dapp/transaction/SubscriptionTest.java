package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest extends PaymentServiceTest {
    private static final String PATH = "/api/blockchain/subscriptions";
    private static final String CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
    private static final String TRANSFER = "Transfer(address indexed from, address indexed to, uint256 value)";

    @Test
    void aSubscriptionIsMadeOnceForAKeyAndSeenByItsOwnerOnly() {
        TestTokens.Login user = login();
        TestTokens.Login stranger = login();
        String key = UUID.randomUUID().toString();

        Answer made = post(user, PATH, body(CONTRACT, TRANSFER, ", \"from_block\": 7"), "Idempotency-Key", key);
        Answer again = post(user, PATH, body(CONTRACT, TRANSFER, ", \"from_block\": 7"), "Idempotency-Key", key);
        Answer other = post(user, PATH, body(CONTRACT, TRANSFER, ", \"from_block\": 8"), "Idempotency-Key", key);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("address")).isEqualTo(CONTRACT);
        assertThat(made.text("event")).isEqualTo(TRANSFER);
        assertThat(made.body().path("chain_id").asLong()).isEqualTo(31_337);
        assertThat(made.body().path("from_block").asLong()).isEqualTo(7);
        assertThat(again.response().body()).isEqualTo(made.response().body());
        assertThat(other.problem()).isEqualTo("409 idempotency_key_reused");
        String id = made.text("subscription_id");
        String path = PATH + "/" + id;
        assertThat(get(user, path).body()).isEqualTo(made.body());
        assertThat(get(user, PATH).body().path("items").size()).isEqualTo(1);
        assertThat(get(stranger, PATH).body().path("items").size()).isZero();
        assertThat(get(stranger, path).problem()).isEqualTo("404 not_found");
        assertThat(get(stranger, events(id)).problem()).isEqualTo("404 not_found");
        assertThat(delete(stranger, path).problem()).isEqualTo("404 not_found");
        assertThat(delete(user, path).status()).isEqualTo(204);
        assertThat(get(user, path).problem()).isEqualTo("404 not_found");
        assertThat(get(user, events(id)).problem()).isEqualTo("404 not_found");
        assertThat(delete(user, path).problem()).isEqualTo("404 not_found");
        assertThat(get(user, PATH).body().path("items").size()).isZero();
    }

    @Test
    void withoutABlockItBeginsAfterTheOneThatIsRecorded() {
        Answer made = post(login(), PATH, body(CONTRACT, TRANSFER, ""));

        assertThat(made.body().path("from_block").asLong())
                .isEqualTo(WORLD.node().blockNumber() + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x5fbDB2315678afecb367f032d93F642f64180aa3 | E(uint256)            |                   | [address]",
                "0x5FbDB2315678afecb367f032d93F642f64180aa3 | Transfer              |                   | [event]",
                "0x5FbDB2315678afecb367f032d93F642f64180aa3 | E(uint256) anonymous  |                   | [event]",
                "0x5FbDB2315678afecb367f032d93F642f64180aa3 | E(uint7)              |                   | [event]",
                "0x5FbDB2315678afecb367f032d93F642f64180aa3 | E(uint256)            | , \"from_block\": -1 | [from_block]",
                "0x5FbDB2315678afecb367f032d93F642f64180aa3 | E(uint256)            | , \"chain_id\": 5    | [chain_id]",
                "0x5FbDB2315678afecb367f032d93F642f64180aa3 | E(uint256)            | , \"topic\": \"0x\"  | [topic]",
            })
    void aBadOneIsRefusedAndItsFieldNamed(String address, String event, String rest, String field) {
        Answer refused = post(login(), PATH, body(address, event, rest == null ? "" : rest));

        assertThat(refused.problem()).isEqualTo("400 invalid_request");
        assertThat(refused.fields()).isEqualTo(field);
    }

    @Test
    void theDistantPastIsRefused() {
        try {
            WORLD.jdbc()
                    .sql("update follower set cursor_number = cursor_number + 2000000 where chain_id = 31337")
                    .update();
            assertThat(post(login(), PATH, body(CONTRACT, TRANSFER, ", \"from_block\": 1"))
                            .fields())
                    .isEqualTo("[from_block]");
        } finally {
            WORLD.jdbc()
                    .sql("update follower set cursor_number = cursor_number - 2000000 where chain_id = 31337")
                    .update();
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(post(login(), PATH, "{\"address\": \"" + CONTRACT + "\"}").fields())
                .isEqualTo("[event]");
        assertThat(get(login(), "/api/blockchain/events").fields()).isEqualTo("[subscription_id]");
    }

    @Test
    void aUserHasABoundedNumber() {
        TestTokens.Login user = login();
        for (int i = 0; i < 3; i++) {
            assertThat(post(user, PATH, body(CONTRACT, TRANSFER, "")).status()).isEqualTo(201);
        }
        WORLD.jdbc()
                .sql("""
                        insert into contract_subscription (id, owner_id, chain_id, address, event, topic, from_block)
                        select gen_random_uuid(), owner_id, chain_id, address, event, topic, 0
                          from contract_subscription, generate_series(1, 97)
                         where id = ?::uuid
                        """)
                .param(get(user, PATH).body().at("/items/0/subscription_id").asString(""))
                .update();

        Answer tooMany = post(user, PATH, body(CONTRACT, TRANSFER, ""));
        assertThat(tooMany.problem()).isEqualTo("429 rate_limited");
        assertThat(tooMany.response().headers().firstValue("Retry-After")).hasValue("3600");
        assertThat(post(login(), PATH, body(CONTRACT, TRANSFER, "")).status()).isEqualTo(201);
    }

    @Test
    void eventsAreListedInTheChainsOrderWithoutWhatWasWithdrawn() {
        TestTokens.Login user = login();
        String id = post(user, PATH, body(CONTRACT, TRANSFER, "")).text("subscription_id");
        WORLD.jdbc().sql("""
                        insert into contract_event (subscription_id, chain_id, block_number, block_hash, log_index,
                                                    transaction_hash, args, withdrawn_at)
                        select ?::uuid, 31337, 10 - i / 2, sha256(i::text::bytea), i % 2, sha256(i::text::bytea),
                               json_build_object('value', i::text), case when i = 2 then now() end
                          from generate_series(0, 5) as i
                        """).param(id).update();
        List<String> values = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = get(user, events(id) + "&limit=2" + cursor);
            page.body()
                    .path("items")
                    .forEach(item -> values.add(item.at("/args/value").asString("")));
            cursor = page.body().path("next_cursor").isNull() ? "" : "&cursor=" + page.text("next_cursor");
        } while (!cursor.isEmpty());

        assertThat(values).containsExactly("4", "5", "3", "0", "1");
        assertThat(get(user, events(id)).body().at("/items/0").propertyNames())
                .containsExactlyInAnyOrder("block_number", "block_hash", "log_index", "transaction_hash", "args");
        assertThat(get(user, events(id) + "&cursor=%21").fields()).isEqualTo("[cursor]");
    }

    @Test
    void nothingIsGivenWithoutATokenOrWithoutItsScope() {
        String one = PATH + "/" + UUID.randomUUID();
        for (String path : List.of(PATH, one, events(UUID.randomUUID().toString()))) {
            assertThat(get(null, path).problem()).as(path).isEqualTo("401 unauthorized");
            assertThat(get(login("resources:read"), path).problem()).as(path).isEqualTo("403 forbidden");
        }
        TestTokens.Login reader = login("payments:read");
        assertThat(post(reader, PATH, body(CONTRACT, TRANSFER, "")).problem()).isEqualTo("403 forbidden");
        assertThat(delete(reader, one).problem()).isEqualTo("403 forbidden");
    }

    private static String events(String subscription) {
        return "/api/blockchain/events?subscription_id=" + subscription;
    }

    private static String body(String address, String event, String rest) {
        return "{\"address\": \"%s\", \"event\": \"%s\"%s}".formatted(address, event, rest);
    }
}
