package io.dapp.notification.socket;

import io.dapp.notification.delivery.Hub;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Connections and what they are sent, in numbers. */
@Component
class SocketMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger connections;
    private final Counter pushed;

    SocketMetrics(MeterRegistry registry, Hub hub) {
        this.registry = registry;
        this.connections = new AtomicInteger();
        this.pushed = registry.counter("dapp.notification.pushed");
        registry.gauge("dapp.notification.connections", connections);
        registry.gauge("dapp.notification.users", hub, Hub::connectedUsers);
        for (CloseReason reason : CloseReason.values()) {
            closed(reason, 0);
        }
        recovery(true, 0);
        recovery(false, 0);
    }

    int connections() {
        return connections.get();
    }

    void opened() {
        connections.incrementAndGet();
    }

    void gone() {
        connections.decrementAndGet();
    }

    void pushed() {
        pushed.increment();
    }

    void closed(CloseReason reason) {
        closed(reason, 1);
    }

    private void closed(CloseReason reason, int times) {
        registry.counter("dapp.notification.closed", "code", Integer.toString(reason.code()))
                .increment(times);
    }

    /** A client came back with a position. */
    void recovery(boolean recovered) {
        recovery(recovered, 1);
    }

    private void recovery(boolean recovered, int times) {
        registry.counter("dapp.notification.recoveries", "recovered", Boolean.toString(recovered))
                .increment(times);
    }
}
