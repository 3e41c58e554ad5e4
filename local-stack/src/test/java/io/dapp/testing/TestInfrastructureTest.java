package io.dapp.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.KafkaTopic;
import io.dapp.local.infra.RedisServer;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TestInfrastructureTest {
    @Test
    void theRuntimeRoleUsesWhatTheOwnerMakesButMakesNothingItself() throws Exception {
        TestDatabase database = TestPostgres.database("auth", "resource");
        try (Connection owner = connect(database, database.ownerCredentials("auth"));
                Connection runtime = connect(database, database.runtimeCredentials("auth"));
                Connection stranger = connect(database, database.runtimeCredentials("resource"))) {
            owner.createStatement().execute("create table thing (id uuid primary key default uuidv7())");
            runtime.createStatement().execute("insert into thing default values");
            assertThatThrownBy(() -> runtime.createStatement().execute("create table other (id int)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> stranger.createStatement().execute("select * from auth.thing"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
            var timeout = runtime.createStatement().executeQuery("show transaction_timeout");
            assertThat(timeout.next()).isTrue();
            assertThat(timeout.getString(1)).isEqualTo("3s");
        }
    }

    @Test
    void redisComesBackEmptyOnTheSamePort() {
        try (TestRedis redis = TestRedis.start()) {
            redis.stop();
            assertThat(RedisServer.answersPing(redis.port())).isFalse();
            redis.restart();
            assertThat(RedisServer.answersPing(redis.port())).isTrue();
        }
    }

    @Test
    void kafkaHasThePlatformsTopicsAndKeepsThemOverARestart() throws Exception {
        TestKafka kafka = TestKafka.start();
        kafka.restart();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS))
                    .containsAll(KafkaTopic.ALL.stream().map(KafkaTopic::name).toList());
        }
        kafka.close();
    }

    @Test
    void theNodeKeepsItsChainOverARestart() {
        try (TestNode node = TestNode.start(Duration.ofMillis(200))) {
            node.mineByHand();
            node.mine(3);
            node.fund("0x00000000000000000000000000000000000000Aa", BigInteger.TEN);
            node.mine(1);
            long height = node.blockNumber();
            var hash = node.rpc().call("eth_getBlockByNumber", "0x1", false).path("hash");
            node.restart();
            assertThat(node.blockNumber()).isGreaterThanOrEqualTo(height);
            assertThat(node.rpc().call("eth_getBlockByNumber", "0x1", false).path("hash"))
                    .isEqualTo(hash);
            assertThat(node.rpc()
                            .call("eth_getBalance", "0x00000000000000000000000000000000000000Aa", "latest")
                            .asString())
                    .isEqualTo("0xa");
        }
    }

    @Test
    void aReorgReplacesTheNewestBlocks() {
        try (TestNode node = TestNode.start()) {
            node.mine(5);
            var before = node.rpc().call("eth_getBlockByNumber", "0x4", false).path("hash");
            node.reorg(2);
            assertThat(node.blockNumber()).isEqualTo(5);
            assertThat(node.rpc().call("eth_getBlockByNumber", "0x4", false).path("hash"))
                    .isNotEqualTo(before);
        }
    }

    private static Connection connect(TestDatabase database, DatabaseCredentials credentials) throws SQLException {
        return DriverManager.getConnection(database.url(), credentials.username(), credentials.password());
    }
}
