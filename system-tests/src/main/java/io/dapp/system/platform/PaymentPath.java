package io.dapp.system.platform;

import io.dapp.local.infra.Ports;
import io.dapp.system.node.JsonRpcFaultProxy;
import io.dapp.testing.TestRedis;
import io.dapp.testing.TestWorkspace;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What payments go through and nothing else, run as in production: commits are durable, statements prepared, the JVMs as
 * the local stack has them. A block a second.
 */
public final class PaymentPath implements AutoCloseable {
    public static final Duration BLOCK_TIME = Duration.ofSeconds(1);
    private static final List<String> JVM = List.of("-XX:+UseCompactObjectHeaders");
    private static final String PASSWORD = "correct horse battery staple";

    private final Path folder;
    private final boolean profiled;
    private final KafkaProcess kafka = new KafkaProcess();
    private final DatabaseServer database;
    private final TestRedis redis = TestRedis.start();
    private final Chain chain = new Chain(BLOCK_TIME);
    private final JsonRpcFaultProxy node =
            JsonRpcFaultProxy.before(chain.node().httpUrl(), chain.node().wsUrl());
    private final Accounts accounts = new Accounts();
    private final int authPort = Ports.free();
    private final List<ServiceProcess> processes = new ArrayList<>();
    private final ServiceProcess auth;
    private final String credentials =
            "{\"email\":\"" + UUID.randomUUID() + "@example.test\",\"password\":\"" + PASSWORD + "\"}";

    private PaymentPath(Path folder, boolean profiled) {
        this.folder = folder;
        this.profiled = profiled;
        this.database = new DatabaseServer(databaseSettings(profiled));
        Schemas.migrate(database);
        kafka.awaitReady();
        auth = process(
                "auth-service",
                authPort,
                environment("auth").accounts(accounts.signingKey()).variables());
        auth.start();
        registered(new Api(auth.url(), null).post("/api/auth/register", credentials));
    }

    /**
     * Everything but transaction-service and worker.
     *
     * @param folder for logs and recordings
     * @param profiled whether the services keep a flight recording and the database counts its statements
     */
    public static PaymentPath start(Path folder, boolean profiled) {
        return TestWorkspace.closeAtExit(new PaymentPath(folder, profiled));
    }

    private static Map<String, String> databaseSettings(boolean profiled) {
        Map<String, String> settings = new HashMap<>(
                Map.of("fsync", "on", "max_connections", "150", "shared_buffers", "64MB", "max_wal_size", "512MB"));
        if (profiled) {
            settings.put("shared_preload_libraries", "pg_stat_statements");
        }
        return settings;
    }

    private static void registered(Api.Answer answer) {
        if (answer.status() != 201) {
            throw new AssertionError("not registered: " + answer);
        }
    }

    /** A token of the one user, good for five minutes. */
    public String token() {
        return new Api(auth.url(), null).post("/api/auth/login", credentials).text("token");
    }

    /** A transaction-service, started. */
    public ServiceProcess transactionService(int window) {
        return process(
                        "transaction-service",
                        Ports.free(),
                        environment("transaction")
                                .busyChain(node, window)
                                .signing()
                                .variables())
                .start();
    }

    /** A worker, started. */
    public ServiceProcess worker(int window) {
        return process(
                        "tx-monitor-worker",
                        Ports.free(),
                        environment("transaction")
                                .busyChain(node, window)
                                .signing()
                                .variables())
                .start();
    }

    /** New wallets with 100 ETH each. */
    public List<String> wallets(ServiceProcess service, int count) {
        Api api = new Api(service.url(), token());
        List<String> wallets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String address = api.post("/api/wallets", "{}").text("address");
            chain.node().fund(address, BigInteger.TEN.pow(20));
            wallets.add(address);
        }
        return wallets;
    }

    public Chain chain() {
        return chain;
    }

    public JsonRpcFaultProxy node() {
        return node;
    }

    public String kafka() {
        return kafka.bootstrapServers();
    }

    public long kafkaPid() {
        return kafka.pid();
    }

    /** Its postmaster. */
    public long databasePid() {
        return database.pid();
    }

    public long nodePid() {
        return chain.node().pid();
    }

    public Connection database() throws SQLException {
        return database.administer();
    }

    @Override
    public void close() {
        processes.forEach(ServiceProcess::close);
        node.close();
        chain.close();
        kafka.close();
        redis.close();
        database.close();
    }

    private ServiceProcess process(String service, int port, Map<String, String> variables) {
        String name = service + "-" + processes.size();
        List<String> jvm = new ArrayList<>(JVM);
        if (profiled) {
            jvm.add("-XX:StartFlightRecording:name=bench,settings=profile,disk=true,maxsize=200m");
        }
        ServiceProcess process = new ServiceProcess(service, port, folder.resolve(name + ".log"), variables, jvm);
        processes.add(process);
        return process;
    }

    private Environment environment(String schema) {
        return new Environment(
                        database.runtime(schema),
                        "jdbc:postgresql://127.0.0.1:" + database.port() + "/dapp",
                        redis.url(),
                        kafka.bootstrapServers())
                .tokens(URI.create("http://127.0.0.1:" + authPort));
    }
}
