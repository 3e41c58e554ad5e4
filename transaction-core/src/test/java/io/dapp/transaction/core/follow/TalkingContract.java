package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.abi.AbiEvent;
import io.dapp.common.event.Topic;
import io.dapp.common.json.Json;
import io.dapp.transaction.core.contract.ContractEvent;
import io.dapp.transaction.core.contract.ContractSubscriptions;
import io.dapp.transaction.core.contract.EventLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A contract that says what it is told, and those who listen. */
final class TalkingContract {
    static final String SAID = "Said(address indexed who, uint256 what)";
    static final Address ADDRESS = Address.parse("0x00000000000000000000000000000000000000e1");
    /** An account that anvil signs for. */
    private static final String SPEAKER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    private static final AbiEvent EVENT = AbiEvent.parse(SAID);
    /** calldatacopy(0, 0, calldatasize()) log2(0, calldatasize(), Said, caller()) */
    private static final String CODE =
            "0x365f5f37337f" + EVENT.topic().toString().substring(2) + "365fa200";

    private final World world;
    private final Address address;
    final ContractSubscriptions subscriptions;

    TalkingContract(World world) {
        this(world, ADDRESS);
    }

    /** One of several. */
    TalkingContract(World world, Address address) {
        this.world = world;
        this.address = address;
        this.subscriptions = new ContractSubscriptions(world.sql);
        world.anvil.rpc().call("anvil_setCode", address.toString(), CODE);
    }

    /** Puts a transaction into the pool that makes the contract say this. */
    void say(long what) {
        world.anvil
                .rpc()
                .call("eth_sendTransaction", Map.of("from", SPEAKER, "to", address.toString(), "data", data(what)));
    }

    static String data(long what) {
        return "0x%064x".formatted(what);
    }

    /** A transaction for a branch that anvil is to make, in its first block. */
    static List<Object> said(long what, int block) {
        return List.of(Map.of("from", SPEAKER, "to", ADDRESS.toString(), "data", data(what)), block);
    }

    UUID subscribe(@Nullable Long fromBlock) {
        return subscribe(UUID.randomUUID(), fromBlock);
    }

    UUID subscribe(UUID owner, @Nullable Long fromBlock) {
        return subscriptions
                .insert(new ContractSubscriptions.Wish(
                        UUID.randomUUID(), owner, World.CHAIN, address, SAID, EVENT.topic(), fromBlock))
                .id();
    }

    /** What is listed, as "block number, log index, value". */
    List<String> listed(UUID subscription) {
        List<ContractEvent> events = subscriptions.events(subscription, null, 100_000);
        return events.stream()
                .map(event -> event.blockHash() + " " + event.logIndex() + " " + what(String.valueOf(event.args())))
                .toList();
    }

    /** The values that are listed. */
    List<Long> heard(UUID subscription) {
        return subscriptions.events(subscription, null, 100_000).stream()
                .map(event -> what(String.valueOf(event.args())))
                .toList();
    }

    private static long what(String args) {
        return Long.parseLong(Json.LENIENT.readTree(args).path("what").stringValue());
    }

    /** What the node's chain holds from a block on, in the form of {@link #listed}. */
    List<String> said(long fromBlock) {
        JsonNode logs = world.anvil
                .rpc()
                .call(
                        "eth_getLogs",
                        Map.of("address", ADDRESS.toString(), "fromBlock", "0x" + Long.toHexString(fromBlock)));
        List<String> said = new ArrayList<>();
        logs.forEach(log -> said.add(log.path("blockHash").stringValue() + " "
                + Long.decode(log.path("logIndex").stringValue()) + " "
                + Long.decode(log.path("data").stringValue().replaceFirst("0x0+(?=.)", "0x"))));
        return said;
    }

    /** Type, version and data of what was told, in the order it was written. */
    List<JsonNode> told(UUID subscription) {
        return world
                .sql
                .sql("""
                        select json_build_object('version', version, 'owner', owner_id, 'data', data)::text from event
                         where topic = ? and key = ? and type = ? and data ->> 'subscription_id' = ? order by id
                        """)
                .param(Topic.CHAIN.topicName())
                .param(World.CHAIN.toString())
                .param(EventLedger.TYPE)
                .param(subscription.toString())
                .query(String.class)
                .list()
                .stream()
                .map(Json.LENIENT::readTree)
                .toList();
    }

    /** What a consumer holds who keeps the highest version of each event and drops what was withdrawn. */
    List<String> believed(UUID subscription) {
        Map<String, JsonNode> newest = new HashMap<>();
        for (JsonNode told : told(subscription)) {
            String id = told.path("data").path("event_id").stringValue();
            JsonNode before = newest.put(id, told);
            long expected = before == null ? 1 : before.path("version").longValue() + 1;
            if (told.path("version").longValue() != expected) {
                throw new AssertionError("version " + told.path("version") + " where " + expected + " comes next");
            }
        }
        return newest.values().stream()
                .map(told -> told.path("data"))
                .filter(data -> !data.path("withdrawn").booleanValue())
                .map(data -> data.path("block_hash").stringValue() + " "
                        + data.path("log_index").intValue() + " "
                        + data.path("args").path("what").stringValue())
                .sorted()
                .toList();
    }

    /** Waits until the follower lacks nothing of the past for anybody. */
    void awaitBackfilled() {
        World.await(
                "the past to be read",
                () -> world.sql.sql("""
                                select not exists (select from contract_subscription
                                                    where ended_at is null
                                                      and (live_from is null or backfill_next is not null))
                                """).query(Boolean.class).single());
    }
}
