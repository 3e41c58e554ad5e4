package io.dapp.transaction.core.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.replacing.Replacements;
import io.dapp.transaction.core.replacing.Wish;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.wallet.WalletStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What waits for an account's row beside the payments that are being accepted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountTurnsTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final int OF_EACH = 6;

    private final UUID owner = UUID.randomUUID();
    private final PaymentWorld world = new PaymentWorld();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterAll
    void stop() throws Exception {
        threads.shutdown();
        world.close();
    }

    @Test
    void cancelsAndKeyedRefusalsOnHeldAccountsLeaveOthersPaymentsTheirConnections() throws Exception {
        CoreInstance instance = world.instance(Map.of("spring.datasource.hikari.maximum-pool-size", "8"));
        for (int run = 0; run < REPEAT; run++) {
            List<WalletKey> held =
                    Stream.generate(() -> wallet(instance)).limit(4).toList();
            WalletKey other = wallet(instance);
            pay(instance, other);
            List<UUID> pending = new ArrayList<>();
            for (WalletKey wallet : held) {
                for (int i = 0; i < OF_EACH; i++) {
                    pending.add(pay(instance, wallet));
                }
            }
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            try (Connection holder = holder()) {
                for (WalletKey wallet : held) {
                    lock(holder, wallet);
                }
                for (UUID id : pending) {
                    waiting.add(CompletableFuture.supplyAsync(() -> cancel(instance, id), threads));
                }
                for (WalletKey wallet : held) {
                    for (int i = 0; i < OF_EACH; i++) {
                        waiting.add(CompletableFuture.supplyAsync(() -> repeated(instance, wallet), threads));
                    }
                }
                await().until(() -> waitingForAccounts() == 3);

                for (int i = 0; i < 3; i++) {
                    // PostgreSQL would end a transaction that waits for the line after 3 s.
                    CompletableFuture<UUID> paid = CompletableFuture.supplyAsync(() -> pay(instance, other), threads);
                    assertThat(paid.get(2, TimeUnit.SECONDS)).isNotNull();
                }
                assertThat(waiting).noneMatch(CompletableFuture::isDone);
                holder.rollback();
            }
            for (CompletableFuture<?> each : waiting) {
                each.get();
            }
            assertThat(cancelled(pending)).isEqualTo(pending.size());
        }
    }

    @Test
    void whoWaitsTooLongIsToldToComeAgainAndNothingIsWritten() throws Exception {
        CoreInstance instance =
                world.instance(Map.of("dapp.line.patience", "500ms", "dapp.line.allocate-within", "400ms"));
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = wallet(instance);
            UUID id = pay(instance, wallet);
            try (Connection holder = holder()) {
                lock(holder, wallet);
                refused(() -> cancel(instance, id));
                refused(() -> repeated(instance, wallet));
                holder.rollback();
            }
            assertThat(cancelled(List.of(id))).isZero();
            cancel(instance, id);
            assertThat(cancelled(List.of(id))).isEqualTo(1);
        }
    }

    private static void refused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(CommonError.SERVICE_UNAVAILABLE));
    }

    private WalletKey wallet(CoreInstance instance) {
        WalletKey wallet = world.wallet(instance, ETHER);
        new WalletStore(world.jdbc()).insert(owner, null, wallet);
        return wallet;
    }

    private UUID pay(CoreInstance instance, WalletKey wallet) {
        PaymentRequest order = CoreInstance.order(owner, wallet, 1, null);
        instance.get(NonceLine.class).accept(order);
        return order.orders().getFirst().id();
    }

    private StoredAnswer cancel(CoreInstance instance, UUID id) {
        return instance.get(Replacements.class).replace(owner, id, new Wish.Cancel(), null);
    }

    private Optional<StoredAnswer> repeated(CoreInstance instance, WalletKey wallet) {
        IdempotencyKey key =
                new IdempotencyKey(owner, "POST /x", UUID.randomUUID().toString(), new Bytes(new byte[] {1}));
        return instance.get(NonceLine.class).repeated(new AccountKey(CoreInstance.CHAIN, wallet.address()), key);
    }

    private long cancelled(List<UUID> ids) {
        return world.jdbc()
                .sql("select count(*) from payment where id in (:ids) and cancel_reason is not null")
                .param("ids", ids)
                .query(Long.class)
                .single();
    }

    private Connection holder() throws SQLException {
        Connection connection = TestPostgres.administer(world.database());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path to transaction");
        }
        return connection;
    }

    private static void lock(Connection connection, WalletKey wallet) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select 1 from account where chain_id = ? and address = ? for update")) {
            lock.setLong(1, CoreInstance.CHAIN.value());
            lock.setBytes(2, wallet.address().bytes());
            lock.executeQuery();
        }
    }

    /** Not those of the sender, which updates the rows. */
    private long waitingForAccounts() throws SQLException {
        try (Connection administration = TestPostgres.administer(world.database());
                ResultSet waiting = administration.createStatement().executeQuery("""
                        select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock'
                           and query ~ '(from account|insert into account)' and pid <> pg_backend_pid()
                        """)) {
            waiting.next();
            return waiting.getLong(1);
        }
    }
}
