package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.dapp.transaction.core.record.PaymentStatus;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Contract events with workers that freeze and nodes that are not what they should be. */
class ContractEventFaultsTest {
    private final World world = new World();
    private final TalkingContract contract = new TalkingContract(world);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void recordsABlockOnceWhoseWorkerWasFrozenBetweenItsLogsAndItsTransaction() {
        try (FreezableProxy leaders = new FreezableProxy(world.anvil.port())) {
            ConfigurableApplicationContext leader = world.workerAt(leaders.url(), "dapp.follow.step-at-most=300ms");
            World.await("the first to lead", () -> world.follower(leader).leading());
            ConfigurableApplicationContext standby = world.worker();
            UUID subscription = contract.subscribe(null);
            contract.awaitBackfilled();
            leaders.freezeAt("eth_getLogs");
            contract.say(1);
            world.anvil.mine(1);
            World.await("the first to be frozen", leaders::frozen);
            World.await("the other to take over", () -> world.follower(standby).leading());
            world.awaitCursor();
            UUID later = contract.subscribe(null);
            leaders.thaw();
            World.await("the first to notice", () -> !world.follower(leader).leading());
            contract.say(2);
            world.mine(1);

            assertThat(contract.heard(subscription)).containsExactly(1L, 2L);
            assertThat(contract.told(subscription)).hasSize(2);
            assertThat(contract.heard(later)).containsExactly(2L);
        }
    }

    @Test
    void goesOnWithThePastWhereItsWorkerWasFrozen() {
        say(1, 40);
        try (FreezableProxy leaders = new FreezableProxy(world.anvil.port())) {
            String[] properties = {"dapp.contract-events.range-blocks=4", "dapp.contract-events.backfill-every=20ms"};
            ConfigurableApplicationContext leader = world.workerAt(leaders.url(), properties);
            World.await("the first to lead", () -> world.follower(leader).leading());
            world.awaitCursor();
            ConfigurableApplicationContext standby = world.worker(properties);
            UUID subscription = contract.subscribe(0L);
            World.await("some of the past", () -> !contract.heard(subscription).isEmpty());
            leaders.freezeAt("eth_getLogs");
            World.await("the first to be frozen", leaders::frozen);
            world.sql
                    .sql("update follower set lease_until = clock_timestamp() - interval '1 s'")
                    .update();
            World.await("the other to take over", () -> world.follower(standby).leading());
            contract.awaitBackfilled();
            leaders.thaw();
            // The first has its piece of the past when it leads again.
            world.end(standby);
            World.await("the first to lead again", () -> world.follower(leader).leading());
            contract.say(41);
            world.mine(1);
            contract.awaitBackfilled();

            assertThat(contract.heard(subscription))
                    .isEqualTo(LongStream.rangeClosed(1, 41).boxed().toList());
            assertThat(contract.told(subscription)).hasSize(1);
        }
    }

    @Test
    void asksForLessWhereANodeFindsARangeTooLarge() {
        say(1, 40);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.rangeAtMost = 3;
            world.workerAt(node.url());
            world.awaitCursor();
            UUID subscription = contract.subscribe(0L);
            contract.awaitBackfilled();

            assertThat(node.refused).hasPositiveValue();
            assertThat(contract.heard(subscription))
                    .isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
        }
    }

    @Test
    void readsBlockByBlockWhereANodeRefusesEveryRange() {
        say(1, 20);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.rangeAtMost = 0;
            world.workerAt(node.url(), "dapp.contract-events.range-blocks=4");
            world.awaitCursor();
            UUID subscription = contract.subscribe(0L);
            contract.awaitBackfilled();

            assertThat(contract.heard(subscription))
                    .isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
        }
    }

    @Test
    void believesNoNodeThatHasABlockBeforeItsLogsAndReceipts() {
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            world.workerAt(node.url());
            world.awaitCursor();
            UUID subscription = contract.subscribe(null);
            contract.awaitBackfilled();
            node.logsLate.set(5);
            node.receiptsLate.set(3);
            contract.say(1);
            world.mine(1);
            contract.say(2);
            world.mine(1);
            contract.awaitBackfilled();

            assertThat(contract.heard(subscription)).containsExactly(1L, 2L);
            assertThat(contract.told(subscription)).hasSize(2);
            assertThat(node.receiptsLate).hasNonPositiveValue();
        }
    }

    @Test
    void paymentsDoNotWaitForANodeThatRefusesLogs() {
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            ConfigurableApplicationContext worker =
                    world.workerAt(node.url(), "dapp.contract-events.retry-after=200ms");
            world.awaitCursor();
            UUID subscription = contract.subscribe(null);
            contract.awaitBackfilled();
            node.logsRefused = true;
            UUID payment = world.accept(0);
            world.send(worker);
            contract.say(1);
            world.mine(1);
            assertThat(world.payment(payment).status()).isEqualTo(PaymentStatus.CONFIRMED);
            contract.say(2);
            world.mine(6);
            assertThat(world.payment(payment).status()).isEqualTo(PaymentStatus.FINALIZED);
            assertThat(contract.heard(subscription)).isEmpty();
            node.logsRefused = false;
            contract.awaitBackfilled();

            assertThat(contract.heard(subscription)).containsExactly(1L, 2L);
            assertThat(contract.told(subscription)).hasSize(2);
        }
    }

    @Test
    void onesUnreadablePastHoldsUpNoOthersPastAndNoLiveBlocks() {
        say(1, 40);
        Address other = Address.parse("0x00000000000000000000000000000000000000e2");
        TalkingContract unreadable = new TalkingContract(world, other);
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            node.logsRefusedOf = other.toString();
            world.workerAt(node.url(), "dapp.contract-events.range-blocks=4");
            world.awaitCursor();
            List<UUID> stuck = List.of(unreadable.subscribe(0L), unreadable.subscribe(0L));
            World.await("it to be refused", () -> node.refused.get() > 4);
            int before = node.refused.get();
            UUID subscription = contract.subscribe(0L);
            World.await("the past", () -> contract.heard(subscription).size() == 40);
            contract.say(41);
            world.mine(1);
            World.await("the block", () -> contract.heard(subscription).size() == 41);

            assertThat(node.refused.get() - before).as("few turns").isLessThan(40);
            assertThat(stuck).allSatisfy(id -> assertThat(unreadable.heard(id)).isEmpty());
            node.logsRefusedOf = null;
            contract.awaitBackfilled();
        }
    }

    /** A head does not wait for a node that takes long over the past. */
    @Test
    void followsHeadsWhileThePastIsWaitedFor() {
        say(1, 20);
        try (FreezableProxy slow = new FreezableProxy(world.anvil.port())) {
            ConfigurableApplicationContext worker = world.workerAt(slow.url());
            World.await("it to lead", () -> world.follower(worker).leading());
            world.awaitCursor();
            slow.delay("fromBlock");
            List<UUID> subscriptions = List.of(contract.subscribe(0L), contract.subscribe(null));
            World.await("the past to be asked for", slow::delayed);
            contract.say(21);
            world.mine(1);
            assertThat(contract.heard(subscriptions.getLast())).containsExactly(21L);
            assertThat(contract.heard(subscriptions.getFirst())).containsExactly(21L);
            slow.thaw();
            contract.awaitBackfilled();
            assertThat(contract.heard(subscriptions.getFirst()))
                    .isEqualTo(LongStream.rangeClosed(1, 21).boxed().toList());
        }
    }

    private void say(long first, long last) {
        for (long what = first; what <= last; what++) {
            contract.say(what);
            world.anvil.mine(1);
        }
    }
}
