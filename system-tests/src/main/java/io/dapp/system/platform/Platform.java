package io.dapp.system.platform;

import io.dapp.local.edge.Edge;
import io.dapp.local.edge.EdgeLimits;
import io.dapp.local.edge.EdgeSettings;
import io.dapp.local.edge.LocalChain;
import io.dapp.local.infra.Ports;
import io.dapp.system.node.JsonRpcFaultProxy;
import io.dapp.testing.TestRedis;
import io.dapp.testing.TestWorkspace;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The five services as packaged, behind the local edge, with a PostgreSQL, a Redis, a Kafka and a chain of their own.
 * Further instances can be added; every process can be killed and stopped.
 */
public final class Platform implements AutoCloseable {
    private static final int FINAL_DEPTH = 6;
    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final Path logs =
            Path.of("target", "platform", Long.toString(ProcessHandle.current().pid()));
    private final KafkaProcess kafka = new KafkaProcess();
    private final DatabaseServer database = new DatabaseServer();
    private final TestRedis redis = TestRedis.start();
    private final Chain chain = new Chain();
    private final JsonRpcFaultProxy node =
            JsonRpcFaultProxy.before(chain.node().httpUrl(), chain.node().wsUrl());
    private final TcpProxy postgres = new TcpProxy("127.0.0.1", database.port());
    private final Records records = new Records(database);
    private final Accounts accounts = new Accounts();
    private final int authPort = Ports.free();
    private final int edgePort = Ports.free();
    private final List<ServiceProcess> processes = new ArrayList<>();
    private final ServiceProcess auth;
    private final ServiceProcess transactions;
    private final ServiceProcess resources;
    private final ServiceProcess worker;
    private final ServiceProcess gateway;
    private final Edge edge;

    private Platform() {
        Schemas.migrate(database);
        kafka.awaitReady();
        auth = added("auth-service", authPort, environment("auth-service").variables());
        transactions = newService(
                "transaction-service", Map.of("SPRING_DATASOURCE_URL", Environment.jdbcUrl(postgres.port())));
        resources = newService("resource-service", Map.of());
        worker = newWorker();
        gateway = newGateway();
        edge = Edge.start(
                new EdgeSettings(
                        edgePort,
                        Map.of(
                                "auth", auth.url(),
                                "transaction", transactions.url(),
                                "resource", resources.url(),
                                "notification", gateway.url()),
                        Set.of(),
                        EdgeLimits.STANDARD),
                new LocalChain(chain.node().httpUrl(), FINAL_DEPTH),
                List::of);
        processes.forEach(ServiceProcess::launch);
        processes.forEach(ServiceProcess::awaitReady);
    }

    /** Everything, ready. */
    public static Platform start() {
        return TestWorkspace.closeAtExit(new Platform());
    }

    public ServiceProcess auth() {
        return auth;
    }

    public ServiceProcess transactions() {
        return transactions;
    }

    public ServiceProcess resources() {
        return resources;
    }

    public ServiceProcess worker() {
        return worker;
    }

    public ServiceProcess gateway() {
        return gateway;
    }

    /** The five services that a platform starts with. */
    public List<ServiceProcess> services() {
        return List.of(auth, transactions, resources, worker, gateway);
    }

    /** Where everything but the node is reached from outside. */
    public URI edge() {
        return URI.create("http://localhost:" + edgePort);
    }

    public Chain chain() {
        return chain;
    }

    public JsonRpcFaultProxy node() {
        return node;
    }

    /** The connections of the first transaction-service to its database. */
    public TcpProxy postgres() {
        return postgres;
    }

    public DatabaseServer database() {
        return database;
    }

    public TestRedis redis() {
        return redis;
    }

    /** From now on Redis delivers no message, while everything else in it works; or it does again. */
    public void redisDelivers(boolean delivers) {
        RedisConsole.publishing(redis, delivers);
    }

    public KafkaProcess kafka() {
        return kafka;
    }

    public Records records() {
        return records;
    }

    public User user() {
        return accounts.register(this, auth.url());
    }

    /** The user's token with other claims, signed as auth-service signs. */
    public String forged(User user, Consumer<ObjectNode> change) {
        return accounts.forged(user.token(), change);
    }

    /** Another instance beside the first; not started. */
    public ServiceProcess newTransactionService() {
        return newService("transaction-service", Map.of());
    }

    public ServiceProcess newWorker() {
        return newService("tx-monitor-worker", Map.of());
    }

    public ServiceProcess newGateway() {
        return newService("notification-gateway", Map.of());
    }

    /** One more of {@code service} that is told something else; not started. An empty value takes a variable away. */
    public ServiceProcess newService(String service, Map<String, String> changes) {
        Map<String, String> variables = environment(service).variables();
        variables.putAll(changes);
        variables.values().removeIf(String::isEmpty);
        return added(service, Ports.free(), variables);
    }

    /** An address nobody has paid to. */
    public String stranger() {
        return "0x" + UUID.randomUUID().toString().replace("-", "") + "00000000";
    }

    @Override
    public synchronized void close() {
        processes.forEach(ServiceProcess::close);
        edge.close();
        node.close();
        postgres.close();
        chain.close();
        kafka.close();
        redis.close();
        database.close();
    }

    private ServiceProcess added(String service, int port, Map<String, String> variables) {
        Path log = logs.resolve(service + "-" + INSTANCES.incrementAndGet() + ".log");
        ServiceProcess process = new ServiceProcess(service, port, log, variables);
        processes.add(process);
        return process;
    }

    private Environment environment(String service) {
        return switch (service) {
            case "auth-service" -> environmentOn("auth").accounts(accounts.signingKey());
            case "resource-service" -> environmentOn("resource");
            case "notification-gateway" -> environmentOn("notification");
            case "tx-monitor-worker", "transaction-service" ->
                environmentOn("transaction").chain(node).signing();
            default -> throw new IllegalArgumentException(service);
        };
    }

    private Environment environmentOn(String schema) {
        return new Environment(
                        database.runtime(schema),
                        Environment.jdbcUrl(database.port()),
                        redis.url(),
                        kafka.bootstrapServers())
                .tokens(URI.create("http://127.0.0.1:" + authPort));
    }
}
