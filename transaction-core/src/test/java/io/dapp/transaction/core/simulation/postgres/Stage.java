package io.dapp.transaction.core.simulation.postgres;

import io.dapp.chain.Address;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainRecord;
import io.dapp.chain.ChainSettings;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.Waiting;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLease;
import io.dapp.transaction.core.signing.SeededKeys;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SigningSettings;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.simulation.Dice;
import io.dapp.transaction.core.wallet.WalletStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Where schedules take place, one after another: a database whose clock is the schedule's, and nodes behind HTTP. */
final class Stage implements AutoCloseable {
    static final long CHAIN_ID = 31_337;
    static final UUID OWNER = new UUID(1, 1);
    static final int CONFIRMATIONS = 3;
    private static final long BEGIN = 1_800_000_000_000L;
    private static final long BLOCKS_OF_ONE = 1_000_000;
    private static final AtomicLong SCHEDULES = new AtomicLong();
    private static final List<String> CLOCKS = List.of("clock_timestamp", "statement_timestamp");
    private static final List<String> TABLES = List.of(
            "attempt", "payment", "account", "event", "idempotency_key", "held_block", "follower", "broken_rule");

    /** A connection as it is. */
    record Backend(Connection connection, int pid) {}

    private final TestDatabase database = TestPostgres.database("transaction");
    private final SingleConnectionDataSource administration;
    private final JdbcClient sql;
    private final Deque<Backend> idle = new ArrayDeque<>();
    private final ModelNodeServer server = new ModelNodeServer();
    private final Chains chains;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Signer signer;
    private final List<WalletKey> wallets = new ArrayList<>();
    private volatile long now = BEGIN;

    Stage() throws SQLException {
        DatabaseCredentials owner = database.ownerCredentials("transaction");
        Migrations.run(database.url(), owner.username(), owner.password(), "transaction");
        try (Connection superuser = TestPostgres.administer(database);
                Statement statement = superuser.createStatement()) {
            // Two that wait for each other are not to hold up the schedule.
            String name = database.url().substring(database.url().lastIndexOf('/') + 1);
            statement.execute("alter role transaction_runtime in database " + name + " set deadlock_timeout = '20ms'");
            statement.execute("grant pg_signal_backend to transaction_owner");
        }
        administration = new SingleConnectionDataSource(
                database.url() + "?options=" + CLOCKED, owner.username(), owner.password(), true);
        sql = JdbcClient.create(administration);
        sql.sql("create sequence simulation_clock").update();
        for (String clock : CLOCKS) {
            sql.sql("create function transaction." + clock + """
                    () returns timestamptz language sql volatile
                        return to_timestamp((select last_value from transaction.simulation_clock) / 1000.0)""").update();
        }
        RowInvariants.watch(sql);
        signer = SeededKeys.of(
                settings(
                        "dapp.signing",
                        SigningSettings.class,
                        Map.of("dapp.signing.master-key", Base64.getEncoder().encodeToString(new byte[32]))),
                1);
        for (int i = 0; i < 2; i++) {
            WalletKey key = signer.create();
            new WalletStore(sql).insert(OWNER, null, key);
            wallets.add(key);
        }
        server.plays(network(List.of(0L, 0L)), hash -> false, null);
        chains = Chains.of(Map.of("model", chain()), NOTHING_RECORDED, new SimpleMeterRegistry());
        chains.start();
        // They are listed as they are configured; the second may be examined only after the first is used.
        if (!Waiting.until(EXAMINED_WITHIN, () -> chains.first().usableNodes().size() == Network.NAMES.size())) {
            throw new IllegalStateException("the model's nodes are not used");
        }
        List<Node> usable = chains.first().usableNodes();
        for (int i = 0; i < Network.NAMES.size(); i++) {
            nodes.put(Network.NAMES.get(i), usable.get(i));
        }
    }

    /** Before the server's own functions, which are found first unless they are named later; nothing ends by itself. */
    private static final String CLOCKED = "-c%20search_path=transaction,pg_catalog%20-c%20transaction_timeout=0"
            + "%20-c%20lock_timeout=0%20-c%20idle_in_transaction_session_timeout=0";

    private static final Duration EXAMINED_WITHIN = Duration.ofSeconds(30);

    private static final ChainRecord NOTHING_RECORDED = chain -> null;

    private ChainSettings chain() {
        return settings(
                "dapp.chains.model",
                ChainSettings.class,
                Map.ofEntries(
                        Map.entry("dapp.chains.model.id", CHAIN_ID),
                        Map.entry("dapp.chains.model.nodes[0].http-url", server.url(Network.NAMES.getFirst())),
                        Map.entry("dapp.chains.model.nodes[1].http-url", server.url(Network.NAMES.getLast())),
                        Map.entry("dapp.chains.model.block-time", "1s"),
                        Map.entry("dapp.chains.model.required-confirmations", CONFIRMATIONS),
                        Map.entry("dapp.chains.model.max-in-flight-per-account", 3),
                        Map.entry("dapp.chains.model.rebroadcast-after", "5s"),
                        Map.entry("dapp.chains.model.replace-after", "12s"),
                        Map.entry("dapp.chains.model.reject-after", "8s"),
                        // Heads are shown when the schedule says so, and a node is away for as long.
                        Map.entry("dapp.chains.model.poll-interval", "1d"),
                        Map.entry("dapp.chains.model.verify-interval", "1d"),
                        Map.entry("dapp.chains.model.reconnect-after", "2ms"),
                        Map.entry("dapp.chains.model.reconnect-at-most", "20ms"),
                        Map.entry("dapp.chains.model.max-head-lag", 1_000),
                        Map.entry("dapp.chains.model.call-timeout", "20s"),
                        Map.entry("dapp.chains.model.circuit-calls", 64),
                        Map.entry("dapp.chains.model.circuit-failures", 64),
                        Map.entry("dapp.chains.model.slow-margin", "1d"),
                        Map.entry("dapp.chains.model.avoid-after", 100_000)));
    }

    /** Settings as they are by default, but for these. */
    static <T> T settings(String prefix, Class<T> type, Map<String, Object> changed) {
        return new Binder(new MapConfigurationPropertySource(changed)).bindOrCreate(prefix, type);
    }

    /** Everything from before is gone; blocks get hashes that no other schedule's have. */
    Network begin(List<Long> balances, Dice trouble) {
        now = BEGIN;
        setClock();
        TABLES.forEach(table -> sql.sql("delete from " + table).update());
        Network network = network(balances);
        server.plays(network, this::recorded, trouble);
        Network.NAMES.forEach(name -> show(network, name));
        preferFirstNode(network);
        return network;
    }

    private Network network(List<Long> balances) {
        return new Network(
                wallets.stream().map(WalletKey::address).toList(),
                balances,
                SCHEDULES.incrementAndGet() * BLOCKS_OF_ONE,
                number -> now / 1_000);
    }

    /** Which node is in use is remembered; each schedule begins with the same one. */
    private void preferFirstNode(Network network) {
        List<String> others = Network.NAMES.subList(1, Network.NAMES.size());
        for (boolean away : List.of(true, false)) {
            others.forEach(name -> {
                network.away(name, away);
                show(network, name);
            });
            var _ = chains.first().node();
        }
    }

    JdbcClient sql() {
        return sql;
    }

    Chains chains() {
        return chains;
    }

    Signer signer() {
        return signer;
    }

    List<WalletKey> wallets() {
        return wallets;
    }

    WalletKey wallet(Address address) {
        return wallets.stream()
                .filter(one -> one.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    long now() {
        return now;
    }

    synchronized void pass(long millis) {
        now += millis;
        setClock();
    }

    private synchronized void setClock() {
        sql.sql("select setval('simulation_clock', ?)")
                .param(now)
                .query(Long.class)
                .single();
    }

    /** From now on nodes answer whatever they are given, and take what they can. */
    void calm(Network network) {
        server.plays(network, this::recorded, null);
    }

    /** What a node was given and should not have been. */
    @Nullable
    RuntimeException failure() {
        return server.failure();
    }

    /** The node as the core has it. */
    Node node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    /** The core sees the node as the network has it now: its head, or that it is away. */
    void show(Network network, String name) {
        Chain chain = chains.first();
        Node node = node(name);
        boolean away = network.member(name).away();
        chain.doubt(node);
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (chain.usableNodes().contains(node) == away) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("node " + name + " is not seen as it is");
            }
            LockSupport.parkNanos(50_000);
        }
    }

    /** What a line gives next; 0 where there is none. */
    synchronized long nextNonce(Address account) {
        return sql.sql("select coalesce(max(next_nonce), 0) from account where address = ?")
                .param(account.bytes())
                .query(Long.class)
                .single();
    }

    /** What a process knows of a lease of its own. */
    @Nullable
    synchronized SendLease lease(UUID holder, AccountKey account) {
        return sql.sql("select lease_epoch from account where address = ? and lease_owner = ?")
                .param(account.address().bytes())
                .param(holder)
                .query(Long.class)
                .optional()
                .map(epoch -> new SendLease(account, epoch))
                .orElse(null);
    }

    /** Who holds leases of accounts. */
    synchronized Set<UUID> senders() {
        return sql.sql("select lease_owner from account where lease_until >= clock_timestamp()")
                .query(UUID.class)
                .set();
    }

    synchronized boolean isRecorded(UUID payment) {
        return sql.sql("select exists (select from payment where id = ?)")
                .param(payment)
                .query(Boolean.class)
                .single();
    }

    /** Payments that may be replaced. */
    synchronized List<UUID> pending() {
        return sql.sql("select id from payment where status = 'pending' order by sender, nonce")
                .query(UUID.class)
                .list();
    }

    /** Whether a node may be given this. */
    private synchronized boolean recorded(byte[] hash) {
        return sql.sql("select exists (select from attempt where hash = ?)")
                .param(hash)
                .query(Boolean.class)
                .single();
    }

    synchronized boolean waitsForLock(int pid) {
        return sql.sql("select exists (select from pg_locks where pid = ? and not granted)")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    synchronized void terminate(int pid) {
        sql.sql("select pg_terminate_backend(?, 10000)")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    /** What every connection does, for whoever wonders why nothing moves. */
    synchronized String activity() {
        return String.join("\n", sql.sql("""
                        select pid || ' ' || coalesce(state, '') || ' waits for ' || pg_blocking_pids(pid)::text || ': '
                               || regexp_replace(query, '\\s+', ' ', 'g')
                          from pg_stat_activity where datname = current_database()""").query(String.class).list());
    }

    synchronized void cancel(int pid) {
        sql.sql("select pg_cancel_backend(?)").param(pid).query(Boolean.class).single();
    }

    Backend take() {
        synchronized (idle) {
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        DatabaseCredentials runtime = database.runtimeCredentials("transaction");
        try {
            Connection connection = DriverManager.getConnection(
                    database.url() + "?options=" + CLOCKED, runtime.username(), runtime.password());
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
                row.next();
                return new Backend(connection, row.getInt(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void giveBack(Backend backend) {
        try {
            if (!backend.connection().isClosed()) {
                asNew(backend.connection());
                synchronized (idle) {
                    idle.push(backend);
                }
            }
        } catch (SQLException broken) {
            close(backend);
        }
    }

    /** What was not committed on it is undone before this returns. That is all that there is to a new one. */
    private static void asNew(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setNetworkTimeout(Runnable::run, 0);
    }

    private static void close(Backend backend) {
        try {
            backend.connection().close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        chains.close();
        server.close();
        idle.forEach(Stage::close);
        administration.destroy();
    }
}
