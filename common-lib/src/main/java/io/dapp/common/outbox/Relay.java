package io.dapp.common.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes a schema's events: one process at a time, by a lease of the database's clock whose epoch fences whoever held it
 * before. Others stand by, pass wake-ups on and take over when the lease runs out.
 */
final class Relay implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final RelayStore store;
    private final EventSender sender;
    private final RelayWakeUps wakeUps;
    private final RelayMetrics metrics;
    private final OutboxProperties bounds;
    private final Signal signal;
    private final Publishing publishing;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private boolean leading;
    private boolean databaseAway;
    private long sampledAt;
    private long triedAt;

    Relay(
            RelayStore store,
            EventSender sender,
            RelayWakeUps wakeUps,
            RelayMetrics metrics,
            OutboxProperties bounds,
            Signal signal) {
        this.store = store;
        this.sender = sender;
        this.wakeUps = wakeUps;
        this.metrics = metrics;
        this.bounds = bounds;
        this.signal = signal;
        this.publishing = new Publishing(store, sender, bounds, metrics);
    }

    @Override
    public void start() {
        stopping = false;
        thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stopping = true;
        signal.ring();
        try {
            if (!running.join(bounds.stopTimeout().plus(bounds.socketTimeout()))) {
                log.warn("The relay did not stop in time; its lease runs out by itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    private void run() {
        sampledAt = System.nanoTime() - bounds.sampleInterval().toNanos();
        triedAt = System.nanoTime() - bounds.lease().toNanos();
        while (!stopping) {
            try {
                signal.await(step());
            } catch (InterruptedException e) {
                stopping = true;
            } catch (RuntimeException e) {
                log.error("The relay failed unexpectedly and goes on", e);
                pause();
            }
        }
        finish();
    }

    private Duration step() {
        try {
            sample();
            if (!leading) {
                return standBy();
            }
            if (!publishing.round(signal.takeAppended())) {
                log.info("Another process publishes the outbox now");
                stepDown();
            }
            answered();
            return leading ? publishing.rest() : bounds.pollInterval();
        } catch (SQLException e) {
            away(e);
            return bounds.pollInterval().multipliedBy(5);
        }
    }

    private Duration standBy() throws SQLException {
        // First of all: whoever holds the lease is waited for by those who are told of what was appended here.
        if (signal.takeAppended()) {
            store.wakeLeader();
            answered();
        }
        long now = System.nanoTime();
        long every = bounds.lease().dividedBy(6).toNanos();
        if (now - triedAt < every) {
            return Duration.ofNanos(every - (now - triedAt));
        }
        triedAt = now;
        OptionalLong epoch = store.acquire(bounds.lease());
        answered();
        if (epoch.isPresent()) {
            leading = true;
            publishing.begin(epoch.getAsLong(), now);
            wakeUps.open();
            metrics.leading(true);
            log.info("Publishing the outbox, lease epoch {}", epoch.getAsLong());
            return Duration.ZERO;
        }
        return Duration.ofNanos(every);
    }

    private void stepDown() {
        leading = false;
        metrics.leading(false);
        wakeUps.close();
    }

    private void sample() throws SQLException {
        long now = System.nanoTime();
        if (now - sampledAt >= bounds.sampleInterval().toNanos()) {
            sampledAt = now;
            metrics.backlog(store.backlog());
        }
    }

    private void away(SQLException e) {
        store.close();
        metrics.unknown();
        if (!databaseAway) {
            databaseAway = true;
            log.warn("The relay's database does not answer, events wait: {}", e.toString());
        }
    }

    private void answered() {
        if (databaseAway) {
            databaseAway = false;
            log.info("The relay's database answers again");
        }
    }

    private void pause() {
        try {
            signal.await(bounds.maxBlock());
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** Waits for what is on its way, marks it and gives the lease back, so that another goes on at once. */
    private void finish() {
        try {
            if (leading) {
                long deadline = System.nanoTime() + bounds.stopTimeout().toNanos();
                publishing.collect();
                while (!publishing.idle() && System.nanoTime() - deadline < 0) {
                    signal.await(Duration.ofMillis(20));
                    publishing.collect();
                }
                publishing.mark();
                store.release(publishing.epoch());
            }
        } catch (SQLException e) {
            log.info("The relay's lease was not given back, it runs out by itself: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stepDown();
            sender.close(Duration.ofSeconds(1));
            store.close();
        }
    }
}
