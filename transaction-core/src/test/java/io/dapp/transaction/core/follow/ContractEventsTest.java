package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

class ContractEventsTest {
    private final World world = new World();
    private final TalkingContract contract = new TalkingContract(world);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void recordsEventsWithTheirBlockAndTellsTheirOwner() {
        world.worker();
        world.awaitCursor();
        UUID owner = UUID.randomUUID();
        UUID subscription = contract.subscribe(owner, null);
        contract.awaitBackfilled();
        contract.say(7);
        contract.say(8);
        world.mine(1);

        assertThat(contract.heard(subscription)).containsExactly(7L, 8L);
        assertThat(contract.listed(subscription)).isEqualTo(contract.said(0));
        List<JsonNode> told = contract.told(subscription);
        assertThat(told).hasSize(2);
        JsonNode first = told.getFirst();
        assertThat(first.path("owner").stringValue()).isEqualTo(owner.toString());
        assertThat(first.path("version").longValue()).isEqualTo(1);
        JsonNode data = first.path("data");
        assertThat(data.path("withdrawn").booleanValue()).isFalse();
        assertThat(data.path("args").toString())
                .isEqualTo("{\"who\":\"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266\",\"what\":\"7\"}");
    }

    @Test
    void missesNothingThatIsMinedOnceASubscriptionIsRecorded() {
        world.worker();
        world.awaitCursor();
        List<UUID> subscriptions = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            subscriptions.add(contract.subscribe(null));
            contract.say(i);
            // Not waited for: some are known before their block, some in it, some after it.
            world.anvil.mine(1);
        }
        world.awaitCursor();
        contract.awaitBackfilled();

        for (int i = 1; i <= 20; i++) {
            UUID subscription = subscriptions.get(i - 1);
            assertThat(contract.heard(subscription))
                    .containsSubsequence(LongStream.rangeClosed(i, 20).boxed().toList())
                    .doesNotHaveDuplicates();
            assertThat(contract.believed(subscription)).hasSameSizeAs(contract.heard(subscription));
        }
    }

    @Test
    void withdrawsWhatAReorgDropsAndTellsIt() {
        world.worker();
        world.awaitCursor();
        UUID subscription = contract.subscribe(null);
        contract.awaitBackfilled();
        contract.say(1);
        world.mine(1);
        contract.say(2);
        world.mine(2);
        world.anvil.reorg(2, List.of(TalkingContract.said(3, 1)));
        world.awaitCursor();

        assertThat(contract.heard(subscription)).containsExactly(1L, 3L);
        assertThat(contract.listed(subscription)).isEqualTo(contract.said(0));
        assertThat(contract.told(subscription))
                .extracting(told -> told.path("data").path("args").path("what").stringValue() + " "
                        + told.path("version").longValue() + " "
                        + told.path("data").path("withdrawn").booleanValue())
                .containsExactly("1 1 false", "2 1 false", "2 2 true", "3 1 false");
    }

    @Test
    void readsThePastInBoundedRangesAndListsItWithoutTellingIt() {
        for (int block = 1; block <= 30; block++) {
            contract.say(block);
            world.anvil.mine(1);
        }
        world.worker("dapp.contract-events.range-blocks=4");
        world.awaitCursor();
        UUID all = contract.subscribe(0L);
        UUID some = contract.subscribe(20L);
        UUID future = contract.subscribe(33L);
        contract.say(31);
        world.mine(1);
        contract.say(32);
        world.mine(1);
        contract.say(33);
        world.mine(1);
        contract.awaitBackfilled();

        assertThat(contract.heard(all))
                .isEqualTo(LongStream.rangeClosed(1, 33).boxed().toList());
        assertThat(contract.heard(some))
                .isEqualTo(LongStream.rangeClosed(20, 33).boxed().toList());
        assertThat(contract.heard(future)).containsExactly(33L);
        assertThat(contract.believed(all)).as("history is not told").hasSize(3);
    }

    @Test
    void findsWhatHappenedWhileNobodyFollowed() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID subscription = contract.subscribe(null);
        contract.awaitBackfilled();
        contract.say(1);
        world.mine(1);
        contract.say(2);
        world.mine(1);
        world.end(worker);
        world.anvil.reorg(1, List.of(TalkingContract.said(3, 0)));
        for (int block = 4; block <= 60; block++) {
            contract.say(block);
            world.anvil.mine(1);
        }
        world.worker("dapp.follow.walked-at-most=20", "dapp.contract-events.range-blocks=7");
        world.awaitCursor();
        contract.awaitBackfilled();

        assertThat(contract.heard(subscription))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60)
                        .filter(what -> what != 2)
                        .boxed()
                        .toList());
        assertThat(contract.believed(subscription))
                .isEqualTo(contract.said(0).stream().sorted().toList());
    }

    @Test
    void leavesABlockThatIsFullOfEventsForLater() {
        world.worker("dapp.contract-events.events-per-block=2");
        world.awaitCursor();
        UUID one = contract.subscribe(null);
        UUID other = contract.subscribe(null);
        contract.awaitBackfilled();
        for (int i = 1; i <= 5; i++) {
            contract.say(i);
        }
        world.mine(1);
        contract.say(6);
        world.mine(1);
        contract.awaitBackfilled();

        for (UUID subscription : List.of(one, other)) {
            assertThat(contract.heard(subscription)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(contract.believed(subscription)).hasSize(6);
        }
    }

    @Test
    void keepsNobodyBehindWhoWatchesAnotherContractThanTheBusyOne() {
        TalkingContract busy = new TalkingContract(world, Address.parse("0x00000000000000000000000000000000000000e2"));
        world.worker("dapp.contract-events.events-per-block=2", "dapp.contract-events.backfill-every=1h");
        world.awaitCursor();
        UUID quiet = contract.subscribe(null);
        UUID full = busy.subscribe(null);
        contract.awaitBackfilled();
        for (int block = 1; block <= 2; block++) {
            for (int i = 1; i <= 3; i++) {
                busy.say(10 * block + i);
            }
            contract.say(block);
            world.mine(1);
        }

        // Of the past no more than one piece is read, of one block.
        assertThat(contract.heard(quiet)).containsExactly(1L, 2L);
        World.await("a part of the busy one's", () -> !busy.heard(full).isEmpty());
        assertThat(contract.told(quiet)).hasSize(2);
    }

    @Test
    void readsNothingOfThePastThatIsOlderThanWhatAFullSubscriptionKeeps() {
        for (int i = 1; i <= 10; i++) {
            contract.say(i);
            world.anvil.mine(1);
        }
        ConfigurableApplicationContext worker = world.worker(
                "dapp.contract-events.events-per-subscription=3",
                "dapp.contract-events.range-blocks=1",
                "dapp.contract-events.backfill-every=1h");
        world.awaitCursor();
        UUID subscription = contract.subscribe(0L);
        World.await("a first piece", () -> backfillNext() > 0);
        for (int i = 11; i <= 14; i++) {
            contract.say(i);
            world.mine(1);
        }

        contract.awaitBackfilled();
        assertThat(worker.isRunning()).isTrue();
        assertThat(contract.heard(subscription)).containsExactly(12L, 13L, 14L);
    }

    private long backfillNext() {
        return world.sql
                .sql("select coalesce(max(backfill_next), 0) from contract_subscription")
                .query(Long.class)
                .single();
    }

    @Test
    void keepsTheNewestOfASubscriptionThatIsFull() {
        for (int i = 1; i <= 10; i++) {
            contract.say(i);
            world.anvil.mine(1);
        }
        world.worker("dapp.contract-events.events-per-subscription=6", "dapp.contract-events.range-blocks=3");
        world.awaitCursor();
        UUID subscription = contract.subscribe(0L);
        contract.awaitBackfilled();
        assertThat(contract.heard(subscription)).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
        contract.say(11);
        contract.say(12);
        world.mine(1);

        assertThat(contract.heard(subscription)).containsExactly(7L, 8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void writesNoMoreThanABoundedLengthOfValuesWithABlock() {
        world.worker("dapp.contract-events.bytes-per-block=150");
        world.awaitCursor();
        UUID subscription = contract.subscribe(null);
        contract.awaitBackfilled();
        for (int i = 1; i <= 5; i++) {
            contract.say(i);
        }
        world.mine(1);
        contract.awaitBackfilled();

        assertThat(contract.heard(subscription)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(contract.believed(subscription)).hasSize(5);
    }

    @Test
    void asksForLogsOnceABlockAndNeverWithoutSubscriptions() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        world.mine(3);
        assertThat(logCalls(worker)).isZero();
        List<UUID> subscriptions = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            subscriptions.add(contract.subscribe(null));
        }
        contract.awaitBackfilled();
        double before = logCalls(worker);
        for (int block = 1; block <= 10; block++) {
            contract.say(block);
            world.mine(1);
        }

        // The block is asked for in the same request, and counted by its own method.
        assertThat(logCalls(worker) - before).isEqualTo(10);
        assertThat(contract.heard(subscriptions.getLast())).hasSize(10);
        world.mine(5);
        assertThat(logCalls(worker) - before)
                .as("blocks whose bloom excludes them")
                .isEqualTo(10);
    }

    @Test
    void forgetsAnEndedSubscription() {
        world.worker("dapp.follow.purge-every=1s", "dapp.contract-events.deleted-at-once=2");
        world.awaitCursor();
        UUID owner = UUID.randomUUID();
        UUID subscription = contract.subscribe(owner, null);
        contract.awaitBackfilled();
        for (int i = 1; i <= 5; i++) {
            contract.say(i);
        }
        world.mine(1);
        assertThat(contract.heard(subscription)).hasSize(5);
        assertThat(contract.subscriptions.end(UUID.randomUUID(), subscription)).isFalse();
        assertThat(contract.subscriptions.end(owner, subscription)).isTrue();
        contract.say(6);
        world.mine(1);

        World.await(
                "its rows to be gone",
                () -> world.sql.sql("""
                                select not exists (select from contract_event)
                                   and not exists (select from contract_subscription)
                                """).query(Boolean.class).single());
        assertThat(contract.told(subscription)).hasSize(5);
    }

    /** Whatever comes in whatever order: each subscription ends with exactly what the chain holds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holdsWhatTheChainHoldsThroughReorgsRestartsAndNewSubscriptions(long seed) {
        Random random = new Random(seed);
        String[] properties = {
            "dapp.contract-events.range-blocks=3",
            "dapp.contract-events.backfill-every=5ms",
            "dapp.contract-events.events-per-block=4",
            "dapp.follow.shorter-branch-after=0ms"
        };
        ConfigurableApplicationContext worker = world.worker(properties);
        world.awaitCursor();
        Map<UUID, Long> subscriptions = new HashMap<>();
        long what = 1;
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    long from = random.nextLong(world.anvil.blockNumber() + 3);
                    subscriptions.put(contract.subscribe(from), from);
                }
                case 1 -> {
                    if (world.anvil.blockNumber() > 5) {
                        // Never deeper than what is final for the follower.
                        world.awaitCursor();
                        world.anvil.reorg(1 + random.nextInt(4), List.of(TalkingContract.said(what++, 0)));
                    }
                }
                case 2 -> {
                    if (random.nextInt(3) == 0) {
                        world.end(worker);
                        worker = world.worker(properties);
                    }
                }
                default -> {
                    for (int i = random.nextInt(6); i > 0; i--) {
                        contract.say(what++);
                    }
                    world.anvil.mine(1 + random.nextInt(2));
                }
            }
        }
        world.mine(8);
        contract.awaitBackfilled();

        subscriptions.forEach((subscription, from) -> {
            List<String> said = contract.said(from);
            assertThat(contract.listed(subscription)).as("from %d", from).isEqualTo(said);
            assertThat(said).containsAll(contract.believed(subscription));
        });
        assertThat(subscriptions).isNotEmpty();
    }

    private static double logCalls(ConfigurableApplicationContext worker) {
        return worker
                .getBean(MeterRegistry.class)
                .find("dapp.rpc.calls")
                .tag("method", "eth_getLogs")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
