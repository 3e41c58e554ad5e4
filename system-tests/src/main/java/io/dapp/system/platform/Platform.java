package io.dapp.system.platform;

import io.dapp.common.migration.Migrations;
import io.dapp.common.testing.TestTokens;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.system.proxy.JsonRpcFaultProxy;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestKafka;
import io.dapp.testing.TestPostgres;
import io.dapp.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The path of a payment: transaction-service, tx-monitor-worker and notification-gateway as packaged, with a database, a
 * Redis, a Kafka and a chain of their own. Further instances can be added; every process can be killed and stopped.
 */
public final class Platform implements AutoCloseable {
    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final Path logs =
            Path.of("target", "platform", Long.toString(ProcessHandle.current().pid()));
    private final TestDatabase database = TestPostgres.database("auth", "resource", "transaction", "notification");
    private final TestRedis redis = TestRedis.start();
    private final TestKafka kafka = TestKafka.start();
    private final TestTokens tokens = TestTokens.start(redis.url());
    private final Chain chain = new Chain();
    private final JsonRpcFaultProxy node;
    private final TcpProxy postgres;
    private final Records records = new Records(database);
    private final List<ServiceProcess> processes = new ArrayList<>();
    private final ServiceProcess transactions;
    private final ServiceProcess worker;
    private final ServiceProcess gateway;

    private Platform() {
        try {
            node = JsonRpcFaultProxy.inFrontOf(chain.node().httpUrl());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        URI server = URI.create(database.url().substring("jdbc:".length()));
        postgres = new TcpProxy(server.getHost(), server.getPort());
        migrate("transaction", "transaction-service");
        migrate("notification", "notification-gateway");
        transactions = newTransactionService();
        worker = newWorker();
        gateway = newGateway();
        processes.forEach(ServiceProcess::launch);
        processes.forEach(ServiceProcess::awaitReady);
    }

    /** Everything of a payment's path, ready. */
    public static Platform start() {
        Platform platform = new Platform();
        Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "platform-close"));
        return platform;
    }

    public ServiceProcess transactions() {
        return transactions;
    }

    public ServiceProcess worker() {
        return worker;
    }

    public ServiceProcess gateway() {
        return gateway;
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

    public TestRedis redis() {
        return redis;
    }

    public TestKafka kafka() {
        return kafka;
    }

    public Records records() {
        return records;
    }

    public User user() {
        TestTokens.Login login = tokens.login();
        return new User(this, login.userId(), login.token());
    }

    /** A token of a live session that has run out. */
    public String expiredToken() {
        TestTokens.Login login = tokens.login();
        return TestTokens.token(
                login.userId(),
                login.sessionId(),
                jwt -> jwt.expiration(Date.from(Instant.now().minus(Duration.ofMinutes(10)))));
    }

    /** Another instance beside the first; not started. */
    public ServiceProcess newTransactionService() {
        String through = processes.isEmpty()
                ? database.url().replaceFirst("//[^/]+/", "//127.0.0.1:" + postgres.port() + "/")
                : database.url();
        return added("transaction-service", transactionEnvironment(through));
    }

    public ServiceProcess newWorker() {
        return added("tx-monitor-worker", transactionEnvironment(database.url()));
    }

    public ServiceProcess newGateway() {
        return added("notification-gateway", environment(database.url(), "notification"));
    }

    /** A transaction-service that is told something else; not started. */
    public ServiceProcess newTransactionService(Map<String, String> changes) {
        Map<String, String> environment = transactionEnvironment(database.url());
        environment.putAll(changes);
        environment.values().removeIf(String::isEmpty);
        return added("transaction-service", environment);
    }

    /** An address nobody has paid to. */
    public String stranger() {
        return "0x" + UUID.randomUUID().toString().replace("-", "") + "00000000";
    }

    @Override
    public synchronized void close() {
        processes.forEach(ServiceProcess::close);
        node.close();
        postgres.close();
        chain.close();
        kafka.close();
        redis.close();
    }

    private ServiceProcess added(String service, Map<String, String> environment) {
        Path log = logs.resolve(service + "-" + INSTANCES.incrementAndGet() + ".log");
        ServiceProcess process = new ServiceProcess(service, log, environment);
        processes.add(process);
        return process;
    }

    private Map<String, String> environment(String jdbcUrl, String schema) {
        String separator = jdbcUrl.contains("?") ? "&" : "?";
        Map<String, String> environment = Environment.common(
                database, jdbcUrl + separator + "prepareThreshold=0", schema, redis.url(), kafka.bootstrapServers());
        Environment.security(environment, tokens.properties());
        return environment;
    }

    private Map<String, String> transactionEnvironment(String jdbcUrl) {
        Map<String, String> environment = new HashMap<>(environment(jdbcUrl, "transaction"));
        Environment.chain(environment, node.httpUrl(), node.wsUrl());
        return environment;
    }

    private void migrate(String schema, String service) {
        DatabaseCredentials owner = database.ownerCredentials(schema);
        try (URLClassLoader jars = new URLClassLoader(migrations(service), Platform.class.getClassLoader())) {
            Migrations.run(database.url(), owner.username(), owner.password(), schema, jars);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service's own classes and those of the modules in it, unpacked: a class loader does not look into nested jars. */
    private URL[] migrations(String service) throws IOException {
        Path folder = Files.createTempDirectory("dapp-migrations");
        try (JarFile jar = new JarFile(ServiceJar.of(service).toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith("BOOT-INF/lib/transaction-core")) {
                    Files.copy(jar.getInputStream(entry), folder.resolve("core.jar"));
                } else if (entry.getName().startsWith("BOOT-INF/classes/db/migration/") && !entry.isDirectory()) {
                    Path file = folder.resolve(entry.getName().substring("BOOT-INF/classes/".length()));
                    Files.createDirectories(file.getParent());
                    Files.copy(jar.getInputStream(entry), file);
                }
            }
        }
        return new URL[] {
            folder.toUri().toURL(), folder.resolve("core.jar").toUri().toURL()
        };
    }
}
