package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.TransactionHash;
import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestNode;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.sending.AccountSender;
import io.dapp.transaction.core.sending.SendingConfiguration;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/** A database, a node that mines when told to, an account with payments, and as many workers as a test wants. */
final class World implements AutoCloseable {
    static final ChainId CHAIN = new ChainId(31_337);
    static final Address RECIPIENT = Address.parse("0x00000000000000000000000000000000000000aa");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({ChainRecordConfiguration.class, SendingConfiguration.class, FollowConfiguration.class})
    static class Worker {}

    final TestNode anvil = TestNode.start();
    final TestDatabase database = TestPostgres.database("transaction");
    final Credentials key = Credentials.create("0x"
            + HexFormat.of().formatHex(Hash.sha3(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8))));
    final Address account = Address.parse(key.getAddress());
    final JdbcTemplate jdbc;
    final JdbcClient sql;
    private final PaymentStore payments;
    private final Deque<ConfigurableApplicationContext> workers = new ArrayDeque<>();

    World() {
        DatabaseCredentials owner = database.ownerCredentials("transaction");
        Migrations.run(database.url(), owner.username(), owner.password(), "transaction");
        DatabaseCredentials runtime = database.runtimeCredentials("transaction");
        jdbc = new JdbcTemplate(new DriverManagerDataSource(database.url(), runtime.username(), runtime.password()));
        sql = JdbcClient.create(jdbc);
        payments = new PaymentStore(jdbc);
        anvil.mineByHand();
        anvil.fund(account.toString(), BigInteger.TEN.pow(20));
        sql.sql("insert into account (chain_id, address, next_nonce) values (?, ?, 0)")
                .param(CHAIN.value())
                .param(account.bytes())
                .update();
    }

    /** A worker that uses the node directly. */
    ConfigurableApplicationContext worker(String... properties) {
        return workerAt(anvil.httpUrl().toString(), properties);
    }

    ConfigurableApplicationContext workerAt(String nodeUrl, String... properties) {
        DatabaseCredentials runtime = database.runtimeCredentials("transaction");
        ConfigurableApplicationContext worker = new SpringApplicationBuilder(Worker.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + runtime.username(),
                        "spring.datasource.password=" + runtime.password(),
                        "dapp.outbox.enabled=true",
                        "dapp.security.enabled=false",
                        "dapp.outbox.relay=false",
                        "dapp.chains.test.id=31337",
                        "dapp.chains.test.nodes[0].http-url=" + nodeUrl,
                        "dapp.chains.test.poll-interval=20ms",
                        "dapp.chains.test.reconnect-after=20ms",
                        "dapp.chains.test.reconnect-at-most=100ms",
                        "dapp.chains.test.call-timeout=10s",
                        "dapp.sending.lease=13s",
                        "dapp.follow.lease=1s",
                        "dapp.follow.renew-every=100ms",
                        "dapp.follow.standby-every=50ms",
                        "dapp.follow.retry-after=50ms")
                .properties(properties)
                .run();
        workers.push(worker);
        return worker;
    }

    Follower follower(ConfigurableApplicationContext worker) {
        return worker.getBean(Followers.class).of(CHAIN).orElseThrow();
    }

    void end(ConfigurableApplicationContext worker) {
        worker.close();
        workers.remove(worker);
    }

    /** Records a payment as accepted, the way submission does, without sending it. */
    UUID accept(long nonce) {
        return accept(nonce, RECIPIENT);
    }

    /** The same for the nonces from {@code first} to before {@code end}, in one transaction. */
    List<UUID> accept(long first, long end) {
        DataSource dataSource = Objects.requireNonNull(jdbc.getDataSource());
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource))
                .execute(status ->
                        LongStream.range(first, end).mapToObj(this::accept).toList());
    }

    UUID accept(long nonce, Address to) {
        byte[] raw = signed(nonce, to);
        TransactionHash hash = TransactionHash.of(Hash.sha3(raw));
        UUID id = UUID.randomUUID();
        sql.sql("""
                        with p as (
                            insert into payment (id, owner_id, chain_id, sender, recipient, amount, native_value, gas_limit,
                                                 nonce, max_cost, status, version, hash, created_at, updated_at)
                            values (:id, :owner, :chain, :sender, :to, 1, 1, 100000, :nonce, :cost, 'pending', 1, :hash,
                                    :now, :now)),
                        a as (
                            insert into attempt (payment_id, ordinal, chain_id, kind, hash, raw, max_fee_per_gas,
                                                 max_priority_fee_per_gas, created_at)
                            values (:id, 1, :chain, 'send', :hash, :raw, 10000000000, 1000000000, :now)),
                        e as (
                            insert into event (topic, key, type, version, owner_id, data)
                            values ('transactions', :id::text, 'transaction.pending', 1, :owner,
                                    json_build_object('status', 'pending', 'updated_at', :now)))
                        update account set next_nonce = :nonce + 1, send_at = clock_timestamp()
                         where chain_id = :chain and address = :sender
                        """)
                .param("id", id)
                .param("owner", UUID.randomUUID())
                .param("chain", CHAIN.value())
                .param("sender", account.bytes())
                .param("to", to.bytes())
                .param("nonce", nonce)
                .param("cost", new BigDecimal("1000000000000001"))
                .param("hash", hash.bytes())
                .param("raw", raw)
                .param("now", OffsetDateTime.now(ZoneOffset.UTC))
                .update();
        return id;
    }

    byte[] signed(long nonce, Address to) {
        RawTransaction transaction = RawTransaction.createTransaction(
                CHAIN.value(),
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(100_000),
                to.toString(),
                BigInteger.ONE,
                "",
                BigInteger.valueOf(1_000_000_000),
                BigInteger.valueOf(10_000_000_000L));
        return TransactionEncoder.signMessage(transaction, key);
    }

    String raw(UUID id) {
        return "0x"
                + HexFormat.of()
                        .formatHex(sql.sql("select raw from attempt where payment_id = ?")
                                .param(id)
                                .query(byte[].class)
                                .single());
    }

    /** Lets a worker send the account's line and waits until the node has all of it. */
    void send(ConfigurableApplicationContext worker) {
        worker.getBean(AccountSender.class).kick(CHAIN, account);
        awaitSent();
    }

    void awaitSent() {
        await(
                "the node to have the line",
                () -> sql.sql("""
                        select not exists (select from payment p join attempt a on a.payment_id = p.id
                                            where p.status = 'pending' and a.acknowledged_by is null)
                        """).query(Boolean.class).single());
    }

    Payment payment(UUID id) {
        return payments.find(id).orElseThrow();
    }

    void awaitStatus(UUID id, PaymentStatus status) {
        await("payment " + status.code(), () -> payment(id).status() == status);
    }

    void awaitVersion(UUID id, long version) {
        await("version " + version, () -> payment(id).version() >= version);
    }

    long cursor() {
        Long number = sql.sql("select coalesce(max(cursor_number), -1) from follower where chain_id = ?")
                .param(CHAIN.value())
                .query(Long.class)
                .single();
        return number;
    }

    /** Waits until the newest block is recorded. */
    void awaitCursor() {
        await("the cursor at the head", () -> {
            String hash = anvil.rpc()
                    .call("eth_getBlockByNumber", "latest", false)
                    .path("hash")
                    .stringValue();
            return sql.sql("select '0x' || encode(cursor_hash, 'hex') = ? from follower where cursor_hash is not null")
                    .param(hash)
                    .query(Boolean.class)
                    .optional()
                    .orElse(false);
        });
    }

    void mine(int blocks) {
        anvil.mine(blocks);
        awaitCursor();
    }

    @Nullable
    String halted() {
        return sql.sql("select halted from follower where chain_id = ?")
                .param(CHAIN.value())
                .query((row, index) -> row.getString(1) == null ? "" : row.getString(1))
                .optional()
                .filter(reason -> !reason.isEmpty())
                .orElse(null);
    }

    /** Type and version of each event of a payment, in the order they were written. */
    List<String> told(UUID id) {
        return sql.sql("select type || ' ' || version from event where topic = 'transactions' and key = ? order by id")
                .param(id.toString())
                .query(String.class)
                .list();
    }

    List<Long> confirmationsTold(UUID id) {
        return sql.sql("""
                        select (data ->> 'confirmations')::bigint from event
                         where topic = 'transactions' and key = ? and version > 1 order by id
                        """).param(id.toString()).query(Long.class).list();
    }

    /** The blocks held are one chain that ends in the cursor. */
    boolean heldBlocksJoin() {
        return sql.sql("""
                        select bool_and(b.parent_hash = a.hash) and max(b.number) = (select cursor_number from follower)
                          from held_block a join held_block b on b.chain_id = a.chain_id and b.number = a.number + 1
                        """).query(Boolean.class).single();
    }

    Connection administer() throws SQLException {
        return TestPostgres.administer(database);
    }

    BlockRef block(UUID id) {
        BlockRef block = payment(id).block();
        if (block == null) {
            throw new AssertionError("payment " + id + " is in no block");
        }
        return block;
    }

    /** What passes between two looks counts for a second at most: a process that was stopped meanwhile has not waited. */
    static void await(String what, BooleanSupplier condition) {
        long left = LIMIT.toNanos();
        long before = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            left -= Math.min(now - before, Duration.ofSeconds(1).toNanos());
            before = now;
            if (left < 0) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() {
        workers.forEach(ConfigurableApplicationContext::close);
        anvil.close();
    }
}
