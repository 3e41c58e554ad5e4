package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.transaction.core.record.Outcome;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class FollowerTest {
    /** Reverts with Error("no"). */
    private static final String REVERTING =
            "0x7f08c379a000000000000000000000000000000000000000000000000000000000600052602060045260026024527f6e6f00000000000000000000000000000000000000000000000000000000000060445260646000fd";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void underTheFinalizedTagDepthDecidesNothing() {
        ConfigurableApplicationContext worker = world.worker("dapp.chains.test.finality=finalized");
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        world.mine(1);
        world.awaitStatus(id, PaymentStatus.CONFIRMED);

        while (finalizedTag() == 0) {
            assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.CONFIRMED);
            world.mine(1);
        }

        assertThat(world.cursor()).isGreaterThan(6);
        world.awaitStatus(id, PaymentStatus.FINALIZED);
        assertThat(world.sql.sql("""
                        select bool_and((data ->> 'required_confirmations') is null) from event
                         where key = ? and version > 1
                        """).param(id.toString()).query(Boolean.class).single())
                .isTrue();
    }

    @Test
    void confirmsInTheBlockAndFinalizesWithTheSixth() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        world.mine(1);
        world.awaitStatus(id, PaymentStatus.CONFIRMED);
        BlockRef block = world.block(id);
        assertThat(world.payment(id).outcome()).isEqualTo(Outcome.SUCCESS);
        world.mine(4);
        assertThat(world.payment(id).status()).as("at 5 confirmations").isEqualTo(PaymentStatus.CONFIRMED);
        world.mine(1);
        assertThat(world.payment(id).status()).as("at 6 confirmations").isEqualTo(PaymentStatus.FINALIZED);
        world.mine(3);
        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        assertThat(world.confirmationsTold(id)).containsExactly(1L, 6L);
        assertThat(world.block(id)).isEqualTo(block);
        assertThat(world.payment(id).timeline()).hasSize(3);
        assertThat(world.heldBlocksJoin()).isTrue();
        assertThat(world.sql
                        .sql("select (data ->> 'number')::bigint from event where type = 'chain.head' order by id")
                        .query(Long.class)
                        .list())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void whatABlockHoldsIsToldBeforeWhatBecomesFinalWithIt() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID first = world.accept(0);
        world.send(worker);
        world.mine(5);
        world.awaitStatus(first, PaymentStatus.CONFIRMED);
        UUID second = world.accept(1);
        world.send(worker);

        world.mine(1);
        world.awaitStatus(second, PaymentStatus.CONFIRMED);
        world.awaitStatus(first, PaymentStatus.FINALIZED);

        assertThat(world.sql
                        .sql("""
                        select c.xmin::text <> f.xmin::text and c.id < f.id
                          from event c, event f
                         where c.key = ? and c.type = 'transaction.confirmed'
                           and f.key = ? and f.type = 'transaction.finalized'
                        """)
                        .params(second.toString(), first.toString())
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void moreThanOneTransactionTakesBecomesFinalInSeveral() {
        ConfigurableApplicationContext worker = world.worker("dapp.follow.settled-at-once=2");
        world.awaitCursor();
        List<UUID> ids = new ArrayList<>();
        for (int nonce = 0; nonce < 13; nonce++) {
            ids.add(world.accept(nonce));
        }
        world.send(worker);
        world.mine(1);
        ids.forEach(id -> world.awaitStatus(id, PaymentStatus.CONFIRMED));

        world.mine(5);
        ids.forEach(id -> world.awaitStatus(id, PaymentStatus.FINALIZED));
        assertThat(ids)
                .allSatisfy(id -> assertThat(world.told(id))
                        .containsExactly(
                                "transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3"));
    }

    @Test
    void failsARevertedPaymentOnlyWhenItsBlockIsFinal() {
        Address contract = Address.parse("0x00000000000000000000000000000000000000cc");
        world.anvil.rpc().call("anvil_setCode", contract.toString(), REVERTING);
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0, contract);
        world.send(worker);
        world.mine(1);
        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.CONFIRMED);
        assertThat(world.payment(id).outcome()).isEqualTo(Outcome.REVERTED);
        world.mine(5);
        Payment failed = world.payment(id);
        assertThat(failed.status()).isEqualTo(PaymentStatus.FAILED);
        assertThat(failed.reason()).isEqualTo("reverted");
        assertThat(failed.revertReason()).isEqualTo("no");
        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.failed 3");
    }

    @Test
    void tellsAMovedPaymentOnceAndLeavesItConfirmed() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        world.mine(3);
        BlockRef before = world.block(id);
        world.anvil.reorg(3, List.of(List.of(world.raw(id), 1)));
        world.awaitVersion(id, 3);
        world.awaitCursor();
        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.CONFIRMED);
        assertThat(world.block(id).number()).isEqualTo(before.number() + 1);
        world.mine(6);
        assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.FINALIZED);
        assertThat(world.told(id))
                .containsExactly(
                        "transaction.pending 1",
                        "transaction.confirmed 2",
                        "transaction.reorged 3",
                        "transaction.finalized 4");
        assertThat(world.heldBlocksJoin()).isTrue();
    }

    @Test
    void sendsADroppedPaymentAgainAndFinalizesItOnce() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID first = world.accept(0);
        UUID second = world.accept(1);
        world.send(worker);
        world.mine(3);
        assertThat(world.payment(second).status()).isEqualTo(PaymentStatus.CONFIRMED);
        world.anvil.reorg(3);
        world.awaitVersion(first, 3);
        assertThat(world.payment(first).status()).isEqualTo(PaymentStatus.PENDING);
        assertThat(world.payment(first).block()).isNull();
        assertThat(world.payment(first).outcome()).isNull();
        world.awaitSent();
        world.mine(6);
        for (UUID id : List.of(first, second)) {
            assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.FINALIZED);
            assertThat(world.told(id))
                    .containsExactly(
                            "transaction.pending 1",
                            "transaction.confirmed 2",
                            "transaction.reorged 3",
                            "transaction.confirmed 4",
                            "transaction.finalized 5");
        }
        assertThat(world.sql
                        .sql("select data ->> 'depth' from event where type = 'chain.reorg'")
                        .query(String.class)
                        .list())
                .containsExactly("3");
    }

    @Test
    void writesAReorgOfThousandPaymentsInOneTransactionLongerThanAnyOther() throws Exception {
        int many = 1_200;
        ConfigurableApplicationContext worker = world.worker("dapp.chains.test.max-in-flight-per-account=2000");
        world.awaitCursor();
        List<UUID> ids = new ArrayList<>();
        for (int nonce = 0; nonce < many; nonce += 100) {
            ids.addAll(world.accept(nonce, nonce + 100));
        }
        world.send(worker);
        world.mine(3);
        world.awaitStatus(ids.getLast(), PaymentStatus.CONFIRMED);
        List<List<Object>> again = world.sql
                .sql("select '0x' || encode(raw, 'hex') from attempt join payment on id = payment_id order by nonce")
                .query((row, index) -> List.<Object>of(row.getString(1), 1))
                .list();

        // Longer than the role's transaction_timeout and than the driver waits for an answer.
        administer("""
                create function transaction.slowly() returns trigger language plpgsql as
                'begin perform pg_sleep(7); return null; end';
                create trigger slowly after update on transaction.payment
                    for each statement execute function transaction.slowly()
                """);
        world.anvil.reorg(3, again);
        world.awaitVersion(ids.getLast(), 3);
        administer("drop trigger slowly on transaction.payment");
        world.awaitCursor();
        world.mine(6);

        assertThat(world.sql
                        .sql("select distinct status || ' ' || version || ' ' || block_number from payment")
                        .query(String.class)
                        .list())
                .containsExactly("finalized 4 2");
        assertThat(world.sql
                        .sql("select type || ' ' || count(*) from event where topic = 'transactions' group by type")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(
                        "transaction.pending 1200",
                        "transaction.confirmed 1200",
                        "transaction.reorged 1200",
                        "transaction.finalized 1200");
        assertThat(world.sql
                        .sql("select count(*) from event where type = 'chain.reorg'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private void administer(String statement) throws Exception {
        try (Connection administrator = world.administer();
                PreparedStatement prepared = administrator.prepareStatement(statement)) {
            prepared.execute();
        }
    }

    @Test
    void stopsTheChainWhenWhatWasFinalIsGone() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        world.mine(8);
        Payment settled = world.payment(id);
        assertThat(settled.status()).isEqualTo(PaymentStatus.FINALIZED);
        long cursor = world.cursor();
        world.anvil.reorg(7);
        world.anvil.mine(1);
        World.await("the chain to be stopped", () -> world.halted() != null);
        assertThat(world.cursor()).isEqualTo(cursor);
        assertThat(world.payment(id)).isEqualTo(settled);
    }

    @Test
    void resolvesPaymentsByReceiptAfterALongDowntime() {
        ConfigurableApplicationContext first = world.worker();
        world.awaitCursor();
        UUID moved = world.accept(0);
        UUID mined = world.accept(1);
        world.send(first);
        world.anvil
                .rpc()
                .call("anvil_dropTransaction", world.payment(mined).hash().toString());
        world.mine(2);
        assertThat(world.payment(moved).status()).isEqualTo(PaymentStatus.CONFIRMED);
        assertThat(world.payment(mined).status()).isEqualTo(PaymentStatus.PENDING);
        world.end(first);
        world.anvil.reorg(2, List.of(List.of(world.raw(moved), 1)));
        world.anvil.rpc().call("eth_sendRawTransaction", world.raw(mined));
        world.anvil.mine(2_000);
        UUID neverSent = world.accept(2);

        ConfigurableApplicationContext second = world.worker();
        world.awaitCursor();

        assertThat(world.payment(moved).status()).isEqualTo(PaymentStatus.FINALIZED);
        assertThat(world.told(moved))
                .containsExactly(
                        "transaction.pending 1",
                        "transaction.confirmed 2",
                        "transaction.reorged 3",
                        "transaction.finalized 4");
        assertThat(world.payment(mined).status()).isEqualTo(PaymentStatus.FINALIZED);
        assertThat(world.told(mined))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        assertThat(world.payment(neverSent).status()).isEqualTo(PaymentStatus.PENDING);
        assertThat(world.sql
                        .sql("select count(*) from held_block")
                        .query(Long.class)
                        .single())
                .as("blocks that were walked")
                .isLessThan(20);
        world.send(second);
        world.mine(6);
        assertThat(world.payment(neverSent).status()).isEqualTo(PaymentStatus.FINALIZED);
        assertThat(world.heldBlocksJoin()).isTrue();
    }

    @Test
    void goesOnWithAStoppedChainOnlyAfterAnOperatorsRecordedCommand() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        world.sql.sql("update follower set halted = 'for this test'").update();
        Follower follower = world.follower(worker);
        World.await("the stop to be known", follower::halted);
        long cursor = world.cursor();
        world.anvil.mine(1);
        FollowerStore store = new FollowerStore(world.jdbc);

        assertThat(store.resume(World.CHAIN, "ada", "the nodes were repaired")).contains("for this test");
        world.awaitCursor();

        assertThat(world.cursor()).isEqualTo(cursor + 1);
        World.await("the end of the stop to be known", () -> !follower.halted());
        assertThat(store.resume(World.CHAIN, "ada", "once more"))
                .as("a chain that runs")
                .isEmpty();
        assertThat(world.sql
                        .sql("select operator || ': ' || reason || ' (' || lifted || ')' from operator_command")
                        .query(String.class)
                        .list())
                .containsExactly("ada: the nodes were repaired (for this test)");
    }

    @Test
    void catchesUpWithManyBlocksFromWhereItStood() {
        ConfigurableApplicationContext first = world.worker();
        world.awaitCursor();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ids.add(world.accept(i));
        }
        world.send(first);
        world.end(first);
        long stood = world.cursor();
        world.anvil.mine(150);
        ConfigurableApplicationContext second = world.worker();
        world.awaitCursor();
        assertThat(world.cursor()).isEqualTo(stood + 150);
        for (UUID id : ids) {
            assertThat(world.told(id))
                    .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        }
        assertThat(world.heldBlocksJoin()).isTrue();
        assertThat(world.sql
                        .sql("select count(*) from held_block")
                        .query(Long.class)
                        .single())
                .isEqualTo(128 + 6);
        world.end(second);
    }

    @Test
    void goesOnWhenTheNodeWasAwayAndHadLostItsPool() {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID sentBefore = world.accept(0);
        world.send(worker);
        world.anvil.stop();
        UUID acceptedMeanwhile = world.accept(1);
        world.anvil.restart();
        world.anvil.mineByHand();
        World.await(
                "both to wait in the node's pool",
                () -> world.anvil
                        .rpc()
                        .call("eth_getTransactionCount", world.account.toString(), "pending")
                        .stringValue()
                        .equals("0x2"));
        world.mine(6);
        assertThat(world.payment(sentBefore).status()).isEqualTo(PaymentStatus.FINALIZED);
        assertThat(world.payment(acceptedMeanwhile).status()).isEqualTo(PaymentStatus.FINALIZED);
    }

    @Test
    void goesOnWhenTheDatabaseCutItsConnections() throws Exception {
        ConfigurableApplicationContext worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        for (int i = 0; i < 6; i++) {
            try (Connection admin = world.administer();
                    PreparedStatement cut = admin.prepareStatement("""
                            select pg_terminate_backend(pid) from pg_stat_activity
                             where datname = current_database() and usename = 'transaction_runtime'
                            """)) {
                world.anvil.mine(1);
                cut.execute();
            }
        }
        world.awaitCursor();
        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
    }

    @Test
    void catchesUpWithANodeThatTakesLongOverManyBlocks() {
        ConfigurableApplicationContext before = world.worker();
        world.awaitCursor();
        world.end(before);
        UUID id = world.accept(0);
        world.anvil.mine(50);
        try (ChoosyNode slow = new ChoosyNode(world.anvil)) {
            slow.blocksTake = Duration.ofMillis(100);
            world.workerAt(slow.url(), "dapp.chains.test.call-timeout=1s");
            world.awaitCursor();

            assertThat(slow.mostBlocks).hasPositiveValue();
            assertThat(world.heldBlocksJoin()).isTrue();
            assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.PENDING);
        }
    }

    @Test
    void catchesUpWithANodeThatRefusesManyBlocksAtOnceAndAsksForMoreAgain() {
        ConfigurableApplicationContext before = world.worker();
        world.awaitCursor();
        world.end(before);
        world.accept(0);
        world.anvil.mine(60);
        try (ChoosyNode choosy = new ChoosyNode(world.anvil)) {
            choosy.blocksAtMost = 3;
            world.workerAt(choosy.url(), "dapp.follow.blocks-at-once=8");
            World.await("some of them", () -> world.cursor() > 20);
            assertThat(choosy.refused).hasPositiveValue();
            choosy.blocksAtMost = Integer.MAX_VALUE;
            world.awaitCursor();

            assertThat(choosy.mostBlocks).hasValueGreaterThan(3);
            assertThat(world.heldBlocksJoin()).isTrue();
        }
    }

    @Test
    void deletesWhatWasToldOfAChainAsFastAsItIsTold() {
        world.sql.sql("""
                        insert into event (topic, key, type, data, published_at)
                        select 'chain', '31337', (array['chain.head', 'chain.reorg', 'chain.event'])[1 + i % 3], '{}',
                               clock_timestamp() - interval '2 s'
                          from generate_series(1, 4500) i
                        """).update();
        world.sql
                .sql("insert into event (topic, key, type, data) values ('chain', '31337', 'chain.head', '{}')")
                .update();
        UUID id = world.accept(0);
        // The first time at once, and not again while this runs.
        world.worker("dapp.follow.heads-kept=1s", "dapp.follow.purge-every=1h", "dapp.follow.purge-within=20s");

        World.await(
                "all of them to be deleted",
                () -> world.sql
                        .sql("select count(*) = 0 from event where published_at is not null")
                        .query(Boolean.class)
                        .single());
        assertThat(world.sql
                        .sql("select count(*) from event where type = 'chain.head'")
                        .query(Long.class)
                        .single())
                .as("not published")
                .isPositive();
        assertThat(world.told(id)).containsExactly("transaction.pending 1");
    }

    private long finalizedTag() {
        return Long.decode(world.anvil
                .rpc()
                .call("eth_getBlockByNumber", "finalized", false)
                .path("number")
                .asString());
    }
}
