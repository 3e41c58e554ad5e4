package io.dapp.testing;

import io.dapp.local.infra.KafkaBroker;
import io.dapp.local.infra.KafkaTopic;
import io.dapp.local.infra.Ports;
import java.nio.file.Path;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** A Kafka broker with the platform's topics. */
public abstract sealed class TestKafka implements AutoCloseable {
    /** The one that all tests of this JVM share: use own keys and groups. */
    public static TestKafka shared() {
        return Shared.KAFKA;
    }

    /** One of its own, always embedded, that can be stopped and started again with what it held. */
    public static TestKafka start() {
        return TestWorkspace.closeAtExit(new Embedded());
    }

    public abstract String bootstrapServers();

    public abstract void stop();

    /** Starts it again on the same port with what it held. */
    public abstract void restart();

    @Override
    public void close() {
        stop();
    }

    private static final class Shared {
        private static final TestKafka KAFKA = TestWorkspace.closeAtExit(
                switch (TestInfrastructure.of(TestInfrastructure.KAFKA_IMAGE)) {
                    case EMBEDDED -> new Embedded();
                    case CONTAINERS -> new Container();
                });
    }

    private static final class Embedded extends TestKafka {
        private final Path folder = TestWorkspace.newFolder("kafka");
        private final int port = Ports.free();
        private final int controllerPort = Ports.free();
        private KafkaBroker broker = run();
        private boolean running = true;

        private KafkaBroker run() {
            KafkaBroker started = KafkaBroker.start(folder, port, controllerPort);
            KafkaBroker.createTopics(started.bootstrapServers(), KafkaTopic.ALL);
            return started;
        }

        @Override
        public String bootstrapServers() {
            return "127.0.0.1:" + port;
        }

        @Override
        public synchronized void stop() {
            if (running) {
                running = false;
                broker.close();
            }
        }

        @Override
        public synchronized void restart() {
            stop();
            broker = run();
            running = true;
        }
    }

    private static final class Container extends TestKafka {
        private final KafkaContainer container = new KafkaContainer(
                        DockerImageName.parse(TestInfrastructure.KAFKA_IMAGE).asCompatibleSubstituteFor("apache/kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");

        Container() {
            container.start();
            KafkaBroker.createTopics(container.getBootstrapServers(), KafkaTopic.ALL);
        }

        @Override
        public String bootstrapServers() {
            return container.getBootstrapServers();
        }

        @Override
        public void stop() {
            container.stop();
        }

        @Override
        public void restart() {
            throw new UnsupportedOperationException("the shared broker is not restarted; take TestKafka.start()");
        }
    }
}
