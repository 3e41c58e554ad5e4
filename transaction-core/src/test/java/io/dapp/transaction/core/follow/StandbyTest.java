package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

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

class StandbyTest {
    private static final String HANGS_FOR_GOOD = "dapp.follow.step-at-most=300ms";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void writesNothingTwiceWhenTheLeaderIsFrozenPastItsLeaseAndWakesUp() {
        try (FreezableProxy onlyTheLeaders = new FreezableProxy(world.anvil.port())) {
            ConfigurableApplicationContext leader = world.workerAt(onlyTheLeaders.url(), HANGS_FOR_GOOD);
            World.await("the first to lead", () -> world.follower(leader).leading());
            world.awaitCursor();
            ConfigurableApplicationContext standby = world.worker();
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ids.add(world.accept(i));
            }
            world.send(standby);
            assertThat(world.follower(standby).leading()).isFalse();

            onlyTheLeaders.freezeAt("eth_getBlockByHash");
            world.anvil.mine(1);
            World.await("the first to be frozen in the middle of the block", onlyTheLeaders::frozen);
            World.await("the other to take over", () -> world.follower(standby).leading());
            onlyTheLeaders.thaw();
            world.mine(5);

            World.await("the first to notice", () -> !world.follower(leader).leading());
            for (UUID id : ids) {
                assertThat(world.told(id))
                        .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
            }
            assertThat(headsTold()).doesNotHaveDuplicates().hasSize(6);
            assertThat(world.heldBlocksJoin()).isTrue();
        }
    }

    @Test
    void writesNothingTwiceWhenTheLeaderHangsInsideItsTransaction() throws Exception {
        ConfigurableApplicationContext leader = world.worker();
        World.await("the first to lead", () -> world.follower(leader).leading());
        world.awaitCursor();
        ConfigurableApplicationContext standby = world.worker();
        UUID id = world.accept(0);
        world.send(standby);
        try (Connection admin = world.administer()) {
            admin.setAutoCommit(false);
            try (PreparedStatement lock = admin.prepareStatement("select from transaction.account for update")) {
                lock.execute();
            }
            world.anvil.mine(1);
            World.await(
                    "the leader to wait inside its transaction",
                    () -> world.sql.sql("""
                            select exists (select from pg_stat_activity
                                            where wait_event_type = 'Lock' and datname = current_database())
                            """).query(Boolean.class).single());
            assertThat(world.payment(id).status()).isEqualTo(PaymentStatus.PENDING);
            admin.rollback();
        }
        world.mine(5);
        assertThat(world.told(id))
                .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
        assertThat(headsTold()).doesNotHaveDuplicates().hasSize(6);
    }

    @Test
    void goesOnWithItsLeaseWhereReadingABlockTakesLongerThanThat() {
        try (ChoosyNode slow = new ChoosyNode(world.anvil)) {
            ConfigurableApplicationContext leader = world.workerAt(slow.url());
            World.await("the first to lead", () -> world.follower(leader).leading());
            world.awaitCursor();
            ConfigurableApplicationContext standby = world.workerAt(slow.url());
            List<UUID> ids = List.of(world.accept(0), world.accept(1));
            world.send(standby);
            slow.blocksTake = Duration.ofMillis(1_500);
            world.mine(1);
            // As many as are read together, and then another branch of as many.
            world.mine(3);
            world.anvil.reorg(2);
            world.anvil.mine(1);
            world.awaitCursor();

            ids.forEach(id -> world.awaitStatus(id, PaymentStatus.CONFIRMED));
            assertThat(world.follower(leader).leading()).isTrue();
            assertThat(world.sql
                            .sql("select lease_epoch from follower")
                            .query(Long.class)
                            .single())
                    .isEqualTo(1);
            assertThat(world.heldBlocksJoin()).isTrue();
        }
    }

    @Test
    void leavesTheChainToWhoHasANodeWhenItHasNone() {
        try (FreezableProxy onlyTheLeaders = new FreezableProxy(world.anvil.port())) {
            ConfigurableApplicationContext leader =
                    world.workerAt(onlyTheLeaders.url(), "dapp.chains.test.call-timeout=200ms");
            World.await("the first to lead", () -> world.follower(leader).leading());
            world.awaitCursor();
            ConfigurableApplicationContext standby = world.worker();
            onlyTheLeaders.freezeAt("eth_");
            World.await("the other to lead", () -> world.follower(standby).leading());
            world.mine(2);
        }
    }

    @Test
    void takesOverAtOnceWhenTheLeaderEnds() {
        ConfigurableApplicationContext leader = world.worker("dapp.follow.lease=60s");
        World.await("the first to lead", () -> world.follower(leader).leading());
        ConfigurableApplicationContext standby = world.worker("dapp.follow.lease=60s");
        assertThat(world.follower(standby).leading()).isFalse();
        world.end(leader);
        World.await("the other to lead", () -> world.follower(standby).leading());
        world.mine(2);
    }

    private List<Long> headsTold() {
        return world.sql
                .sql("select (data ->> 'number')::bigint from event where type = 'chain.head' order by id")
                .query(Long.class)
                .list();
    }
}
