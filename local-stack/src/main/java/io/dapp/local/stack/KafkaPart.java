package io.dapp.local.stack;

import io.dapp.local.infra.KafkaBroker;
import io.dapp.local.infra.KafkaTopic;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kafka inside the supervisor, with the platform's topics. */
final class KafkaPart implements Part {
    static final String NAME = "kafka";

    private final StackSettings settings;
    private @Nullable KafkaBroker broker;

    KafkaPart(StackSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> urls() {
        return Map.of("bootstrap", "127.0.0.1:" + settings.port(StackPort.KAFKA));
    }

    @Override
    public void start() {
        KafkaBroker started = KafkaBroker.start(
                settings.data("kafka"), settings.port(StackPort.KAFKA), settings.port(StackPort.KAFKA_CONTROLLER));
        broker = started;
        KafkaBroker.createTopics(started.bootstrapServers(), KafkaTopic.ALL);
    }

    @Override
    public boolean isAlive() {
        return broker != null;
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }
}
