package io.dapp.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.common.migration.Migrations;
import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.Ports;
import io.dapp.testing.TestDatabase;
import io.dapp.testing.TestNode;
import io.dapp.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class MonitorApplicationTest {
    /** Told only after something was sent or published. */
    private static final Set<String> LATER = Set.of("dapp_sends_total", "dapp_outbox_published_total");

    private final TestDatabase database = TestPostgres.database("transaction");
    private final DatabaseCredentials owner = database.ownerCredentials("transaction");
    private final DatabaseCredentials runtime = database.runtimeCredentials("transaction");
    private final JdbcClient sql =
            JdbcClient.create(new DriverManagerDataSource(database.url(), runtime.username(), runtime.password()));

    @Test
    void followsAndServesItsManagementPortWhileKafkaAndRedisAreAway() throws Exception {
        Migrations.run(database.url(), owner.username(), owner.password(), "transaction");
        int port = Ports.free();
        try (TestNode anvil = TestNode.start();
                ConfigurableApplicationContext worker = start(anvil, port)) {
            assertThat(worker.isRunning()).isTrue();
            await("the chain to be followed", () -> cursor() == 0);
            anvil.mine(3);
            await("its blocks", () -> cursor() == 3);
            assertThat(get(port, "/health").statusCode()).isEqualTo(200);
            assertThat(get(port, "/ready").statusCode()).isEqualTo(200);
            assertThat(told(get(port, "/metrics").body())).isEqualTo(documented());
            assertThat(get(port, "/env").statusCode()).isEqualTo(404);
        }
        assertThat(sql.sql("select lease_owner is null from follower")
                        .query(Boolean.class)
                        .single())
                .as("the lease is given back at the end")
                .isTrue();
    }

    /** Every one of the platform's metrics that is told, without what a timer's or a distribution's parts add. */
    private static Set<String> told(String metrics) {
        return Pattern.compile("^# TYPE (dapp_\\w+) \\w+$", Pattern.MULTILINE)
                .matcher(metrics)
                .results()
                .map(match -> match.group(1).replaceFirst("_max$", ""))
                .filter(name -> !LATER.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the contract says that a worker tells. */
    private static Set<String> documented() throws IOException {
        return Pattern.compile("^\\| `(dapp_\\w+)` \\|(?:[^|]*\\|){3}[^|]*\\bworker\\b", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("../docs/metrics.md")))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !LATER.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void resumesAStoppedChainByItsCommandOnly() {
        Migrations.run(database.url(), owner.username(), owner.password(), "transaction");
        sql.sql("insert into follower (chain_id, halted) values (31337, 'contradicted')")
                .update();
        System.setProperty("spring.datasource.url", database.url());
        System.setProperty("spring.datasource.username", runtime.username());
        System.setProperty("spring.datasource.password", runtime.password());
        try {
            assertThatThrownBy(() -> MonitorApplication.main(new String[] {"resume-chain", "31337"}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("usage: resume-chain");
            MonitorApplication.main(
                    new String[] {"resume-chain", "31337", "--reason", "nodes repaired", "--by", "ada"});
            assertThatThrownBy(() -> MonitorApplication.main(
                            new String[] {"resume-chain", "31337", "--reason", "again", "--by", "ada"}))
                    .hasMessage("chain 31337 is not stopped");
        } finally {
            System.clearProperty("spring.datasource.url");
            System.clearProperty("spring.datasource.username");
            System.clearProperty("spring.datasource.password");
        }
        assertThat(sql.sql("select operator || ': ' || reason || ' (' || lifted || ')' from operator_command")
                        .query(String.class)
                        .list())
                .containsExactly("ada: nodes repaired (contradicted)");
    }

    @Test
    void tellsWhatItsAuditFindsAndNothingWhereItCannotLook() throws Exception {
        Migrations.run(database.url(), owner.username(), owner.password(), "transaction");
        int port = Ports.free();
        try (TestNode anvil = TestNode.start();
                ConfigurableApplicationContext worker =
                        start(anvil, port, "--dapp.audit.every=200ms", "--dapp.follow.lease=60s")) {
            assertThat(worker.isRunning()).isTrue();
            anvil.mine(3);
            await("its blocks", () -> cursor() == 3);
            await(
                    "an audit that finds nothing",
                    () -> violations(port, "blocks") == 0 && violations(port, "gaps") == 0);
            assertThat(violations(port, "keys"))
                    .as("only the command looks at them")
                    .isNaN();

            sql.sql("update held_block set parent_hash = '\\x00' where number = 2")
                    .update();
            await("what is wrong to be told", () -> violations(port, "blocks") == 1);
            sql.sql(
                            "update held_block h set parent_hash = (select hash from held_block where number = 1) where number = 2")
                    .update();
            await("it to be right again", () -> violations(port, "blocks") == 0);

            anvil.stop();
            await("the chain not to be judged", () -> Double.isNaN(violations(port, "chain")));
            assertThat(violations(port, "gaps")).isNaN();
            assertThat(violations(port, "blocks")).isZero();
        }
    }

    private static double violations(int port, String check) {
        Pattern line = Pattern.compile(
                "^dapp_audit_violations\\{[^}]*check=\"" + check + "\"[^}]*} (\\S+)$", Pattern.MULTILINE);
        return line.matcher(get(port, "/metrics").body())
                .results()
                .map(match -> Double.valueOf(match.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private ConfigurableApplicationContext start(TestNode anvil, int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(arguments(anvil, port));
        return new SpringApplicationBuilder(MonitorApplication.class)
                .properties("spring.kafka.bootstrap-servers=127.0.0.1:1", "spring.data.redis.url=redis://127.0.0.1:1")
                .run(arguments.toArray(String[]::new));
    }

    private List<String> arguments(TestNode anvil, int port) {
        return List.of(
                "--management.server.port=" + port,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + runtime.username(),
                "--spring.datasource.password=" + runtime.password(),
                "--dapp.signing.master-key=" + Base64.getEncoder().encodeToString(new byte[32]),
                "--dapp.chains.local.id=31337",
                "--dapp.chains.local.nodes[0].http-url=" + anvil.httpUrl(),
                "--dapp.chains.local.nodes[0].ws-url=" + anvil.wsUrl());
    }

    private long cursor() {
        return sql.sql("select coalesce(max(cursor_number), -1) from follower")
                .query(Long.class)
                .single();
    }

    private static HttpResponse<String> get(int port, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
