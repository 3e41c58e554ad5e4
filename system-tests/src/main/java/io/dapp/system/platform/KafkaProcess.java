package io.dapp.system.platform;

import io.dapp.common.event.Topic;
import io.dapp.local.infra.ChildProcess;
import io.dapp.local.infra.KafkaBroker;
import io.dapp.local.infra.KafkaTopic;
import io.dapp.local.infra.Ports;
import io.dapp.testing.TestWorkspace;
import java.nio.file.Path;
import java.util.List;

/** A Kafka broker as a process of its own, with the platform's topics, that can be killed. */
public final class KafkaProcess implements AutoCloseable {
    private final Path folder = TestWorkspace.newFolder("broker");
    private final int port = Ports.free();
    private final int controllerPort = Ports.free();
    private ChildProcess process = run();

    /** What runs in the process: folder, port and controller's port. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws InterruptedException {
            KafkaBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            Thread.currentThread().join();
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same ports with what it held. */
    public void restart() {
        process = run();
        awaitReady();
    }

    public TopicContents topic(Topic topic) {
        return new TopicContents(bootstrapServers(), topic);
    }

    KafkaProcess awaitReady() {
        KafkaBroker.createTopics(bootstrapServers(), KafkaTopic.ALL);
        return this;
    }

    @Override
    public void close() {
        process.kill();
    }

    private ChildProcess run() {
        return ChildProcess.start(
                "Kafka",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        folder.resolve("data").toString(),
                        Integer.toString(port),
                        Integer.toString(controllerPort)),
                folder.resolve("kafka.log"));
    }
}
