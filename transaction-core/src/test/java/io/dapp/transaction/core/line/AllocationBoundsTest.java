package io.dapp.transaction.core.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.problem.ProblemException;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.testing.TcpProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a caller is told when his payment takes too long, and what may happen after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllocationBoundsTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    private static final long ETHER = 1_000_000_000_000_000_000L;
    private static final Map<String, String> IMPATIENT =
            Map.of("dapp.line.patience", "500ms", "dapp.line.allocate-within", "300ms");

    private final UUID owner = UUID.randomUUID();
    private final PaymentWorld world = new PaymentWorld();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterAll
    void stop() throws Exception {
        threads.shutdown();
        world.close();
    }

    @Test
    void nothingIsCommittedOnceItsCallerWasToldThatItIsNotKnown() {
        CoreInstance instance = world.instance(IMPATIENT, StoppingSigner.class);
        StoppingSigner.Stopping signer = instance.get(StoppingSigner.Stopping.class);
        WalletKey wallet = world.wallet(instance, ETHER);
        PaymentRequest order = CoreInstance.order(owner, wallet, 1, null);

        // PostgreSQL would let the transaction go on: it lasts a second of its three.
        Object answer = accept(instance, order);
        assertThat(code(answer)).isEqualTo("outcome_unknown");
        assertThat(((ProblemException) answer).extra()).containsEntry("transaction_id", order.id());

        signer.goOn().countDown();
        instance.close();
        assertThat(world.nonces(wallet.address())).isEmpty();
    }

    @Test
    void whoeverGivesUpBeforeATransactionBeganIsToldThatNothingIsRecorded() {
        TcpProxy node = world.nodeProxy();
        CoreInstance instance = world.instance(Map.of(
                "dapp.line.patience",
                "500ms",
                "dapp.line.allocate-within",
                "400ms",
                "dapp.chains.local.nodes[0].http-url",
                PaymentWorld.httpUrl(node)));
        WalletKey wallet = world.wallet(instance, ETHER);
        node.freezeOn("eth_getBalance");

        assertThat(code(accept(instance, CoreInstance.order(owner, wallet, 1, null))))
                .isEqualTo("service_unavailable");

        node.thaw();
        instance.close();
        assertThat(world.nonces(wallet.address())).isEmpty();
    }

    @Test
    void duplicatesThatComeTogetherAreTheRecordOfTheFirstThatHasNotGivenUp() {
        WalletKey wallet = world.instance().get(Signer.class).create();
        IdempotencyKey key = key();
        Submission gone = new Submission(CoreInstance.order(owner, wallet, 1, key), false);
        Submission first = new Submission(CoreInstance.order(owner, wallet, 1, key), false);
        Submission second = new Submission(CoreInstance.order(owner, wallet, 1, key), false);
        List<Submission> taken = List.of(gone, first, second);
        taken.forEach(Submission::take);
        assertThat(gone.giveUp()).isTrue();

        Batch batch = new Batch(first.request().account(), taken, Deadline.in(Duration.ofSeconds(1)));

        assertThat(batch.write()).containsExactly(first, second);
        assertThat(second.payment()).isEqualTo(first.request().id());
        assertThat(first.giveUp()).isFalse();
    }

    @Test
    void aDeadlockIsTriedAgainAndThePaymentAccepted() throws Exception {
        // Longer than PostgreSQL needs to see a deadlock.
        CoreInstance instance = world.instance(Map.of("dapp.line.lock-wait", "10s"));
        for (int run = 0; run < REPEAT; run++) {
            WalletKey wallet = world.wallet(instance, ETHER);
            assertThat(accept(instance, CoreInstance.order(owner, wallet, 1, null)))
                    .isInstanceOf(StoredAnswer.class);
            IdempotencyKey key = key();
            long before = deadlocks();
            CompletableFuture<Object> answer;
            try (Connection other = TestPostgres.administer(world.database())) {
                other.setAutoCommit(false);
                execute(other, "set search_path to transaction; set deadlock_timeout = '30s'");
                // In the wrong order: the key first, then the account that the allocation holds already.
                claim(other, key);
                answer = CompletableFuture.supplyAsync(
                        () -> accept(instance, CoreInstance.order(owner, wallet, 1, key)));
                await().until(() -> waitingForTheKey() == 1);
                lock(other, new AccountKey(CoreInstance.CHAIN, wallet.address()));
                other.rollback();
            }

            assertThat(answer.get()).isInstanceOf(StoredAnswer.class);
            assertThat(world.nonces(wallet.address())).containsExactly(0L, 1L);
            await().untilAsserted(() -> assertThat(deadlocks()).isGreaterThan(before));
        }
    }

    @Test
    void whoseLineAnotherHoldsHoldsUpNobodyElse() throws Exception {
        CoreInstance instance = world.instance(Map.of("dapp.line.concurrent-groups", "1"));
        for (int run = 0; run < REPEAT; run++) {
            List<WalletKey> wallets = Stream.generate(() -> world.wallet(instance, ETHER))
                    .limit(6)
                    .toList();
            for (WalletKey wallet : wallets) {
                assertThat(accept(instance, CoreInstance.order(owner, wallet, 1, null)))
                        .isInstanceOf(StoredAnswer.class);
            }
            List<CompletableFuture<Object>> answers;
            try (Connection other = TestPostgres.administer(world.database())) {
                other.setAutoCommit(false);
                execute(other, "set search_path to transaction");
                lock(
                        other,
                        new AccountKey(CoreInstance.CHAIN, wallets.getFirst().address()));
                answers = wallets.stream()
                        .map(wallet -> CompletableFuture.supplyAsync(
                                () -> accept(instance, CoreInstance.order(owner, wallet, 1, null)), threads))
                        .toList();

                // PostgreSQL would end a transaction that waits for the line after 3 s.
                for (CompletableFuture<Object> answer : answers.subList(1, 6)) {
                    assertThat(answer.get(2, TimeUnit.SECONDS)).isInstanceOf(StoredAnswer.class);
                }
                assertThat(answers.getFirst()).isNotDone();
                other.rollback();
            }

            assertThat(answers.getFirst().get()).isInstanceOf(StoredAnswer.class);
            wallets.forEach(wallet -> assertThat(world.nonces(wallet.address())).containsExactly(0L, 1L));
        }
    }

    @Test
    void transactionsReadWhatIsCommittedWhateverTheDatabaseIsSetTo() throws Exception {
        try (PaymentWorld own = new PaymentWorld()) {
            try (Connection administration = TestPostgres.administer(own.database())) {
                execute(
                        administration,
                        "alter role transaction_runtime in database " + administration.getCatalog()
                                + " set default_transaction_isolation = 'serializable'");
            }
            try (Connection connection = own.instance().get(DataSource.class).getConnection();
                    ResultSet level = connection.createStatement().executeQuery("show transaction_isolation")) {
                level.next();
                assertThat(level.getString(1)).isEqualTo("read committed");
            }
        }
    }

    private IdempotencyKey key() {
        return new IdempotencyKey(owner, "POST /x", UUID.randomUUID().toString(), new Bytes(new byte[] {1}));
    }

    private static Object accept(CoreInstance instance, PaymentRequest order) {
        try {
            return instance.get(NonceLine.class).accept(order);
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static @Nullable String code(Object answer) {
        return answer instanceof ProblemException problem ? problem.code().code() : answer.toString();
    }

    private long deadlocks() {
        return world.jdbc()
                .sql("select deadlocks from pg_stat_database where datname = current_database()")
                .query(Long.class)
                .single();
    }

    private long waitingForTheKey() throws SQLException {
        try (Connection administration = TestPostgres.administer(world.database());
                ResultSet waiting = administration.createStatement().executeQuery("""
                        select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock'
                           and query like '%insert into idempotency_key%' and pid <> pg_backend_pid()
                        """)) {
            waiting.next();
            return waiting.getLong(1);
        }
    }

    private static void claim(Connection connection, IdempotencyKey key) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into idempotency_key (owner_id, operation, key, request_hash) values (?, ?, ?, ?)
                """)) {
            insert.setObject(1, key.ownerId());
            insert.setString(2, key.operation());
            insert.setString(3, key.key());
            insert.setBytes(4, key.requestHash().value());
            insert.executeUpdate();
        }
    }

    private static void lock(Connection connection, AccountKey account) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select 1 from account where chain_id = ? and address = ? for update")) {
            lock.setLong(1, account.chainId().value());
            lock.setBytes(2, account.address().bytes());
            lock.executeQuery();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
