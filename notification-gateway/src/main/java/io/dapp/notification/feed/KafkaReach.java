package io.dapp.notification.feed;

import io.dapp.notification.Outage;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/** Whether a consumer has any connection: polling does not tell, it just finds nothing. */
final class KafkaReach {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final @Nullable Metric connections;
    private final Outage outage;
    private long connectedAt = System.nanoTime();

    KafkaReach(Consumer<byte[], byte[]> consumer, Outage outage) {
        this.outage = outage;
        this.connections = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("connection-count"))
                .findFirst()
                .orElse(null);
    }

    void check() {
        if (connections == null) {
            return;
        }
        if (connections.metricValue() instanceof Double count && count > 0) {
            connectedAt = System.nanoTime();
            outage.over();
        } else if (System.nanoTime() - connectedAt > PATIENCE.toNanos()) {
            outage.begun("no connection");
        }
    }
}
