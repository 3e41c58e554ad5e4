package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ContractEventsSystemTest extends SystemTest {
    private static final String CONTRACT = "0x00000000000000000000000000000000000000E1";
    /** calldatacopy(0, 0, calldatasize()) log2(0, calldatasize(), keccak("Said(address,uint256)"), caller()) */
    private static final String CODE =
            "0x365f5f37337f6928bb6f42d3ad1042823ae70c03fec8bbdce09da00c069579e2722c64eb4754365fa200";

    private static final String SPEAKER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final User user = platform.user();
    private final User stranger = platform.user();
    private final LiveSocket live = user.listens();
    private final LiveSocket other = stranger.listens();

    @AfterEach
    void hangUp() {
        live.close();
        other.close();
    }

    @Test
    void anEventIsListedAndPushedToItsSubscriberOnlyAndTakenBackByAReorg() {
        platform.chain().stopMining();
        platform.chain().node().rpc().call("anvil_setCode", CONTRACT, CODE);
        say(1);
        platform.chain().mine(1);
        long before = platform.chain().node().blockNumber();
        Api api = user.atTheEdge();
        Api.Answer made = api.post(
                "/api/blockchain/subscriptions",
                "{\"address\":\"" + CONTRACT
                        + "\",\"event\":\"Said(address indexed who, uint256 what)\",\"from_block\":" + before + "}",
                "Idempotency-Key",
                "events-" + user.id());
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        String events = "/api/blockchain/events?subscription_id=" + made.text("subscription_id");
        other.ask("subscribe", "{\"channel\":\"chain:31337\"}");
        listed(api, events, "1");

        say(2);
        platform.chain().mine(2);
        listed(api, events, "1", "2");
        platform.chain().reorg(2);
        listed(api, events, "1");
        pushed("2 false", "2 true");

        assertThat(other.events("chain.event")).isEmpty();
        assertThat(other.events("chain.head")).isNotEmpty();
        assertThat(stranger.atTheEdge().get(events).status()).isEqualTo(404);
        assertThat(api.call("DELETE", "/api/blockchain/subscriptions/" + made.text("subscription_id"), null)
                        .status())
                .isEqualTo(204);
        assertThat(api.get(events).status()).isEqualTo(404);
    }

    private void say(long what) {
        platform.chain()
                .node()
                .rpc()
                .call(
                        "eth_sendTransaction",
                        Map.of("from", SPEAKER, "to", CONTRACT, "data", "0x%064x".formatted(what)));
    }

    private static void listed(Api api, String events, String... values) {
        boolean found =
                Waiting.until(LIMIT, () -> values(api.get(events).body()).equals(List.of(values)));
        assertThat(found).as(api.get(events).toString()).isTrue();
    }

    private static List<String> values(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(item -> item.path("args").path("what").asString(""))
                .toList();
    }

    private void pushed(String... valuesAndWithdrawn) {
        boolean told = Waiting.until(LIMIT, () -> told().equals(List.of(valuesAndWithdrawn)));
        assertThat(told).as(told().toString()).isTrue();
    }

    private List<String> told() {
        return live.events("chain.event").stream()
                .map(data -> data.path("args").path("what").asString("") + " "
                        + data.path("withdrawn").asBoolean())
                .toList();
    }
}
