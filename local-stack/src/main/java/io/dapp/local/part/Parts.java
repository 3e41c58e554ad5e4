package io.dapp.local.part;

import io.dapp.local.edge.Edge;
import io.dapp.local.edge.EdgeLimits;
import io.dapp.local.edge.EdgeSettings;
import io.dapp.local.edge.LocalChain;
import io.dapp.local.infra.DatabaseBootstrap;
import io.dapp.local.infra.EvmNode;
import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.KafkaBroker;
import io.dapp.local.infra.KafkaTopic;
import io.dapp.local.infra.NodeOptions;
import io.dapp.local.infra.PostgresServer;
import io.dapp.local.infra.RedisServer;
import io.dapp.local.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts the parts at their usual ports, for whoever reaches the container. */
final class Parts {
    private static final String EVERYWHERE = "0.0.0.0";
    private static final String DATABASE = "dapp";
    private static final int POSTGRES_PORT = 5432;
    private static final int REDIS_PORT = 6379;
    private static final int KAFKA_PORT = 9092;
    private static final int KAFKA_CONTROLLER_PORT = 9093;
    private static final int NODE_PORT = 8545;
    private static final int EDGE_PORT = 8080;

    private final PartSettings settings;

    Parts(PartSettings settings) {
        this.settings = settings;
    }

    RunningPart start(String name) throws Exception {
        return switch (name) {
            case "postgresql" -> postgresql();
            case "redis" -> redis();
            case "kafka" -> kafka();
            case "node" -> node();
            case "edge" -> edge();
            default -> throw new InfrastructureException("there is no part " + name);
        };
    }

    /** With the database, its schemas and their roles; the tables are made by the services' own migrations. */
    private RunningPart postgresql() throws Exception {
        PostgresServer server = PostgresServer.start(
                settings.folder().resolve("postgres"),
                POSTGRES_PORT,
                settings.superuserPassword(),
                Map.of(
                        "listen_addresses", EVERYWHERE,
                        "hba_file", accessFile().toString(),
                        "max_connections", "300",
                        "shared_buffers", "64MB",
                        "max_wal_size", "512MB",
                        "fsync", "on"));
        try (Connection administration = server.administer("postgres")) {
            DatabaseBootstrap.createDatabase(administration, DATABASE);
        }
        try (Connection inDatabase = server.administer(DATABASE)) {
            for (String schema : DatabaseBootstrap.SCHEMAS) {
                DatabaseBootstrap.createSchema(inDatabase, schema, settings.owner(schema), settings.runtime(schema));
            }
        }
        return new RunningPart(server::isAlive, server::close);
    }

    /** From any address, by password; beside the data folder, which has to be empty when it is made. */
    private Path accessFile() throws IOException {
        Files.createDirectories(settings.folder());
        return Files.writeString(settings.folder().resolve("pg_hba.conf"), """
                host all postgres 127.0.0.1/32 scram-sha-256
                host all postgres all reject
                host all all all scram-sha-256
                """);
    }

    private RunningPart redis() {
        RedisServer server = RedisServer.start(settings.folder(), EVERYWHERE, REDIS_PORT, true);
        return new RunningPart(server::isAlive, server::close);
    }

    private RunningPart kafka() {
        KafkaBroker broker = KafkaBroker.start(
                settings.folder(), EVERYWHERE, settings.advertised(), KAFKA_PORT, KAFKA_CONTROLLER_PORT);
        KafkaBroker.createTopics(settings.advertised() + ":" + KAFKA_PORT, KafkaTopic.ALL);
        return new RunningPart(() -> true, broker::close);
    }

    private RunningPart node() {
        EvmNode node = EvmNode.start(new NodeOptions(
                EVERYWHERE,
                NODE_PORT,
                StackSettings.LOCAL_CHAIN_ID,
                Duration.ofSeconds(1),
                null,
                settings.folder().resolve("node.log")));
        return new RunningPart(node::isAlive, node::close);
    }

    private RunningPart edge() {
        Edge edge = Edge.start(
                new EdgeSettings(
                        Set.of(EVERYWHERE), EDGE_PORT, settings.targets(), settings.origins(), EdgeLimits.STANDARD),
                new LocalChain(settings.node(), settings.requiredConfirmations()),
                List::of);
        return new RunningPart(() -> true, edge::close);
    }
}
