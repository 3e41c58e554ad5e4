package io.dapp.transaction.core.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.SendAnswer;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendNodes.SendNode;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.testing.TcpProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Rounds of accounts whose rows another transaction holds. {@code -Ddapp.test.repeat=50} runs each race that often. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendRoundTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    private static final long ETHER = 1_000_000_000_000_000_000L;

    private final UUID owner = UUID.randomUUID();
    private final UUID holder = UUID.randomUUID();
    private final PaymentWorld world = new PaymentWorld();
    private CoreInstance instance;

    @BeforeAll
    void start() {
        // Nothing that is accepted here reaches a node: the rounds of this test send it.
        TcpProxy node = world.nodeProxy();
        node.cut("eth_sendRawTransaction", TcpProxy.Cut.BEFORE);
        instance = world.instance(Map.of("dapp.chains.local.nodes[0].http-url", PaymentWorld.httpUrl(node)));
    }

    @AfterAll
    void stop() throws Exception {
        world.close();
    }

    @Test
    void whatANodeWasGivenIsRecordedOfEverybodyAndNobodyWaitsForAnothersRow() {
        for (int run = 0; run < REPEAT; run++) {
            List<AccountKey> accounts = List.of(unsent(), unsent(), unsent());
            // The first in the order of locking: whoever waits for it has locked nothing else yet.
            AccountKey locked = accounts.stream().sorted().toList().getFirst();
            List<AccountKey> free =
                    accounts.stream().filter(one -> !one.equals(locked)).toList();
            List<CompletableFuture<Void>> unlocked = new ArrayList<>();

            SendRound.Rest rest = round(raw -> {
                        if (unlocked.isEmpty()) {
                            unlocked.add(whileLocked(locked, () -> free.stream().allMatch(this::recorded)));
                        }
                    })
                    .send(leaseless(accounts));

            unlocked.getFirst().join();
            assertThat(rest.busy()).isEmpty();
            assertThat(rest.unfinished()).isEmpty();
            assertThat(accounts).allMatch(this::recorded);
        }
    }

    @Test
    void whoseRowIsHeldHasNoTurnAndKeepsHisLease() {
        List<AccountKey> accounts = List.of(unsent(), unsent());
        AccountKey locked = accounts.getFirst();
        Map<AccountKey, @Nullable SendLease> leases = leaseless(accounts);
        leases.put(locked, lease(locked));
        String before = row(locked);
        List<SendRound.Rest> rests = new ArrayList<>();

        whileLocked(locked, () -> rests.add(round(raw -> {}).send(leases))).join();

        assertThat(rests.getFirst().busy()).containsExactly(locked);
        assertThat(recorded(accounts.getLast())).isTrue();
        assertThat(row(locked)).isEqualTo(before);
        assertThat(round(raw -> {}).send(leases).busy()).isEmpty();
        assertThat(recorded(locked)).isTrue();
    }

    private SendRound round(Consumer<List<byte[]>> meanwhile) {
        JdbcClient jdbc = instance.get(JdbcClient.class);
        SendingSettings settings = instance.get(SendingSettings.class);
        SendNode node = new Taking(meanwhile);
        return new SendRound(
                chain -> new One(node),
                new SendLeases(jdbc, holder, settings),
                new SendLedger(jdbc),
                new TransactionTemplate(instance.get(PlatformTransactionManager.class)),
                settings);
    }

    /** Holds an account's row until something is so; answers once it does. */
    private CompletableFuture<Void> whileLocked(AccountKey account, BooleanSupplier until) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> {
            try (Connection other = TestPostgres.administer(world.database())) {
                other.setAutoCommit(false);
                try (Statement statement = other.createStatement()) {
                    statement.execute("set search_path to transaction");
                }
                lock(other, account);
                begun.complete(null);
                await().atMost(Duration.ofMillis(2_500)).until(until::getAsBoolean);
                other.rollback();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        CompletableFuture.anyOf(begun, ended).join();
        return ended;
    }

    private static void lock(Connection connection, AccountKey account) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select 1 from account where chain_id = ? and address = ? for update")) {
            lock.setLong(1, account.chainId().value());
            lock.setBytes(2, account.address().bytes());
            lock.executeQuery();
        }
    }

    /** An account with a payment that no node has, and nobody who sends it. */
    private AccountKey unsent() {
        WalletKey wallet = world.wallet(instance, ETHER);
        AccountKey account = new AccountKey(CoreInstance.CHAIN, wallet.address());
        await().ignoreExceptionsMatching(ChainUnavailableException.class::isInstance)
                .until(() -> instance.get(NonceLine.class).accept(CoreInstance.order(owner, wallet, 1, null)) != null);
        await().until(() -> leaseIsFree(account));
        return account;
    }

    private SendLease lease(AccountKey account) {
        return new SendLease(
                account,
                world.jdbc()
                        .sql("""
                                update account set lease_owner = ?, lease_epoch = lease_epoch + 1,
                                                   lease_until = clock_timestamp() + interval '1 min'
                                 where address = ? returning lease_epoch
                                """)
                        .param(holder)
                        .param(account.address().bytes())
                        .query(Long.class)
                        .single());
    }

    private static Map<AccountKey, @Nullable SendLease> leaseless(List<AccountKey> accounts) {
        Map<AccountKey, @Nullable SendLease> leases = new HashMap<>();
        accounts.forEach(account -> leases.put(account, null));
        return leases;
    }

    private String row(AccountKey account) {
        return world.jdbc()
                .sql("select c::text from account c where address = ?")
                .param(account.address().bytes())
                .query(String.class)
                .single();
    }

    private boolean leaseIsFree(AccountKey account) {
        return world.jdbc()
                .sql("select lease_owner is null from account where address = ?")
                .param(account.address().bytes())
                .query(Boolean.class)
                .single();
    }

    /** Whether its answers are recorded and its lease is given back. */
    private boolean recorded(AccountKey account) {
        return world.jdbc()
                .sql("""
                        select bool_and(a.acknowledged_by is not null and c.lease_owner is null)
                          from account c
                          join payment p on p.chain_id = c.chain_id and p.sender = c.address
                          join attempt a on a.payment_id = p.id
                         where c.address = ?
                        """)
                .param(account.address().bytes())
                .query(Boolean.class)
                .single();
    }

    /** Takes all that it is given. */
    private record Taking(Consumer<List<byte[]>> meanwhile) implements SendNode {
        @Override
        public String id() {
            return "taking";
        }

        @Override
        public List<SendAnswer> send(List<byte[]> raw) {
            meanwhile.accept(raw);
            return raw.stream().map(one -> (SendAnswer) new SendAnswer.Known()).toList();
        }
    }

    private record One(SendNode inUse) implements SendNodes {
        @Override
        public List<SendNode> usable() {
            return List.of(inUse);
        }

        @Override
        public int window() {
            return 16;
        }

        @Override
        public Duration rebroadcastAfter() {
            return Duration.ofMinutes(1);
        }
    }
}
