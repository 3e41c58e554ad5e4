package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.Address;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a follower does with the rows of accounts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountRowsTest {
    private static final long ETHER = 1_000_000_000_000_000_000L;

    private final PaymentWorld world = new PaymentWorld();
    private final CoreInstance instance = world.instance();

    @AfterAll
    void stop() throws Exception {
        world.close();
    }

    /** Whoever else holds an account waits for no other one, so that whichever is first nobody waits in a circle. */
    @Test
    void whatIsFreeIsLockedAtOnceAndTheRestIsWaitedFor() throws Exception {
        List<Address> accounts = Stream.generate(this::payer).limit(2).sorted().toList();

        for (Address taken : accounts) {
            Address free = taken.equals(accounts.getFirst()) ? accounts.getLast() : accounts.getFirst();
            CompletableFuture<Void> locking;
            try (Connection other = connection()) {
                lock(other, taken);
                locking = lockAll(accounts.reversed());
                try (Connection third = connection()) {
                    assertThatThrownBy(() -> lock(third, free)).hasMessageContaining("could not obtain lock");
                }
            }
            locking.join();
        }
    }

    @Test
    void anAccountThatNoSweepWouldFindIsCounted() {
        Address account = payer();
        OpenPaymentCounts counts = new OpenPaymentCounts(world.jdbc());
        assertThat(counts.of(CoreInstance.CHAIN).stuckAccounts()).isZero();

        world.jdbc()
                .sql("update account set send_at = null where address = ?")
                .param(account.bytes())
                .update();

        assertThat(counts.of(CoreInstance.CHAIN).stuckAccounts()).isEqualTo(1);
    }

    /** An account with a pending payment that nobody is sending any more. */
    private Address payer() {
        var wallet = world.wallet(instance, ETHER);
        instance.get(NonceLine.class).accept(CoreInstance.order(UUID.randomUUID(), wallet, 1, null));
        await().until(() -> world.jdbc()
                .sql("select lease_owner is null from account where address = ?")
                .param(wallet.address().bytes())
                .query(Boolean.class)
                .single());
        return wallet.address();
    }

    /** A transaction that locks accounts, and waits for one of them by now. */
    private CompletableFuture<Void> lockAll(List<Address> accounts) {
        CompletableFuture<Void> locked =
                CompletableFuture.runAsync(() -> new TransactionTemplate(instance.get(PlatformTransactionManager.class))
                        .executeWithoutResult(status ->
                                new Resends(instance.get(JdbcClient.class)).lock(CoreInstance.CHAIN, accounts)));
        await().until(() -> world.jdbc()
                        .sql("select count(*) from pg_locks where not granted")
                        .query(Long.class)
                        .single()
                > 0);
        return locked;
    }

    private Connection connection() throws SQLException {
        Connection connection = TestPostgres.administer(world.database());
        connection.setAutoCommit(false);
        return connection;
    }

    private static void lock(Connection connection, Address account) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select 1 from transaction.account where address = ? for update nowait")) {
            lock.setBytes(1, account.bytes());
            lock.executeQuery();
        }
    }
}
