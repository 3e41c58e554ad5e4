package io.dapp.transaction.core.testing;

import io.dapp.chain.Address;
import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestNode;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.WalletKey;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database, a node that makes no block by itself, a chain that is followed up to the node's head, and instances. */
public final class PaymentWorld implements AutoCloseable {
    private final TestDatabase database = TestPostgres.database("transaction");
    private final TestNode node = TestNode.start();
    private final JdbcClient jdbc;
    private final List<AutoCloseable> parts = new ArrayList<>();

    private final boolean followed;

    /** Its chain counts as followed up to the node's head, and nothing that blocks do is recorded. */
    public PaymentWorld() {
        this(false);
    }

    /** A follower is one of its instances: with {@code FollowConfiguration} among its beans. */
    public static PaymentWorld followed() {
        return new PaymentWorld(true);
    }

    private PaymentWorld(boolean followed) {
        this.followed = followed;
        DatabaseCredentials owner = database.ownerCredentials("transaction");
        Migrations.run(database.url(), owner.username(), owner.password(), "transaction");
        jdbc = JdbcClient.create(new DriverManagerDataSource(database.url(), owner.username(), owner.password()));
        node.mineByHand();
        if (!followed) {
            follow();
        }
    }

    public TestDatabase database() {
        return database;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public TestNode node() {
        return node;
    }

    public CoreInstance instance() {
        return instance(Map.of());
    }

    public CoreInstance instance(Map<String, String> properties) {
        return keep(CoreInstance.start(database, database.url(), node.httpUrl().toString(), new HashMap<>(properties)));
    }

    /** An instance with beans of the test's own. */
    public CoreInstance instance(Map<String, String> properties, Class<?> beans) {
        return keep(CoreInstance.start(
                database, database.url(), node.httpUrl().toString(), new HashMap<>(properties), beans));
    }

    /** An instance that reaches the database through a proxy. */
    public CoreInstance behind(TcpProxy proxy, Map<String, String> properties) {
        String name = database.url().substring(database.url().lastIndexOf('/') + 1);
        String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + name
                + "?prepareThreshold=0&sslmode=disable&gssEncMode=disable&connectTimeout=2&socketTimeout=6";
        return keep(CoreInstance.start(database, url, node.httpUrl().toString(), properties));
    }

    public TcpProxy databaseProxy() {
        String authority = database.url().substring("jdbc:postgresql://".length());
        String[] hostAndPort = authority.substring(0, authority.indexOf('/')).split(":", -1);
        return keep(new TcpProxy(hostAndPort[0], Integer.parseInt(hostAndPort[1])));
    }

    /** Ends every connection of the service's role, as an operator or a failover does. */
    public void killBackends() throws SQLException {
        try (Connection administration = TestPostgres.administer(database);
                Statement statement = administration.createStatement()) {
            statement.execute("""
                    select pg_terminate_backend(pid)
                      from pg_stat_activity
                     where usename = 'transaction_runtime' and datname = current_database()
                    """);
        }
    }

    public TcpProxy nodeProxy() {
        return keep(new TcpProxy("127.0.0.1", node.port()));
    }

    public static String httpUrl(TcpProxy proxy) {
        return "http://127.0.0.1:" + proxy.port();
    }

    /** A wallet that holds {@code wei}. */
    public WalletKey wallet(CoreInstance instance, long wei) {
        WalletKey wallet = instance.get(Signer.class).create();
        fund(wallet.address(), wei);
        return wallet;
    }

    /** Gives the account a balance, in a block that the follower holds. */
    public void fund(Address address, long wei) {
        node.fund(address.toString(), BigInteger.valueOf(wei));
        mine();
    }

    /** Makes a block and lets the follower hold it. */
    public void mine() {
        node.mine(1);
        follow();
    }

    private void follow() {
        if (followed) {
            awaitCursor();
            return;
        }
        long number = node.blockNumber();
        String hash = node.rpc()
                .call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false)
                .get("hash")
                .asString();
        jdbc.sql("""
                        insert into follower (chain_id, cursor_number, cursor_hash)
                        values (31337, :number, decode(:hash, 'hex'))
                        on conflict (chain_id) do update set cursor_number = :number, cursor_hash = decode(:hash, 'hex')
                        """).param("number", number).param("hash", hash.substring(2)).update();
        jdbc.sql("""
                        insert into held_block (chain_id, number, hash, parent_hash, block_time)
                        values (31337, :number, decode(:hash, 'hex'), decode(:hash, 'hex'), now())
                        on conflict do nothing
                        """).param("number", number).param("hash", hash.substring(2)).update();
    }

    private void awaitCursor() {
        Awaitility.await()
                .until(() -> jdbc.sql("select '0x' || encode(cursor_hash, 'hex') from follower")
                        .query(String.class)
                        .optional()
                        .equals(Optional.of(node.rpc()
                                .call("eth_getBlockByNumber", "latest", false)
                                .get("hash")
                                .asString())));
    }

    public long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    public List<Long> nonces(Address sender) {
        return jdbc.sql("select nonce from payment where sender = ? order by nonce")
                .param(sender.bytes())
                .query(Long.class)
                .list();
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.add(part);
        return part;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : parts.reversed()) {
            part.close();
        }
        node.close();
    }
}
