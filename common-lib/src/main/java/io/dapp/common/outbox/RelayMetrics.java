package io.dapp.common.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What operators watch: a growing backlog or an old event means that consumers hear late. */
final class RelayMetrics {
    private final MeterRegistry registry;
    private final PublishedListener listener;
    private final Counter failures;
    private volatile double unpublished = Double.NaN;
    private volatile double oldestSeconds = Double.NaN;
    private volatile boolean leading;

    RelayMetrics(MeterRegistry registry) {
        this(registry, (type, data) -> {});
    }

    RelayMetrics(MeterRegistry registry, PublishedListener listener) {
        this.registry = registry;
        this.listener = listener;
        this.failures = Counter.builder("dapp.outbox.failures")
                .description("Sends that failed; the events wait and are sent again")
                .register(registry);
        Gauge.builder("dapp.outbox.unpublished", () -> unpublished)
                .description("Events that are committed and not published")
                .register(registry);
        Gauge.builder("dapp.outbox.oldest.unpublished", () -> oldestSeconds)
                .description("Age of the oldest event that is not published")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("dapp.outbox.relay.leading", () -> leading ? 1 : 0)
                .description("1 where this process publishes")
                .register(registry);
    }

    void published(StoredEvent event) {
        registry.counter("dapp.outbox.published", "topic", event.topic()).increment();
        listener.published(event.type(), event.data());
    }

    void failed() {
        failures.increment();
    }

    void leading(boolean now) {
        leading = now;
    }

    void backlog(RelayStore.Backlog backlog) {
        unpublished = backlog.unpublished();
        oldestSeconds = backlog.oldestSeconds();
    }

    void unknown() {
        unpublished = Double.NaN;
        oldestSeconds = Double.NaN;
    }
}
