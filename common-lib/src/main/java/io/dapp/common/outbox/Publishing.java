package io.dapp.common.outbox;

import io.dapp.common.outbox.EventSender.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishing under one lease: reads, sends, marks. While Kafka is away one event at a time finds out whether it is back.
 * Used by the relay's thread only.
 */
final class Publishing {
    private static final Logger log = LoggerFactory.getLogger(Publishing.class);

    private final RelayStore store;
    private final EventSender sender;
    private final OutboxProperties bounds;
    private final RelayMetrics metrics;
    private final Lines lines;
    private final List<Long> published = new ArrayList<>();
    private long epoch;
    private long renewedAt;
    private long readAt;
    /** There may be unpublished events that were not read. */
    private boolean more;

    private int inFlight;
    private boolean away;
    private int probes;
    private long probeAt;

    Publishing(RelayStore store, EventSender sender, OutboxProperties bounds, RelayMetrics metrics) {
        this.store = store;
        this.sender = sender;
        this.bounds = bounds;
        this.metrics = metrics;
        this.lines = new Lines(bounds);
    }

    void begin(long newEpoch, long now) {
        epoch = newEpoch;
        renewedAt = now;
        readAt = now - bounds.pollInterval().toNanos();
        more = true;
        inFlight = 0;
        lines.clear();
        published.clear();
    }

    long epoch() {
        return epoch;
    }

    boolean idle() {
        return inFlight == 0;
    }

    /**
     * One round. False when another holds the lease now: nothing was marked, nothing may be sent.
     *
     * @param appended something was appended since the last round
     */
    boolean round(boolean appended) throws SQLException {
        collect();
        if (markIsDue() && !mark()) {
            return false;
        }
        if (!sender.ready()) {
            return true;
        }
        long now = System.nanoTime();
        if (appended || more || now - readAt >= bounds.pollInterval().toNanos()) {
            read(now);
        }
        send();
        return true;
    }

    /** How long nothing is to be done unless something happens. */
    Duration rest() {
        long now = System.nanoTime();
        if (sender.ready() && more && lines.room(now) > 0 && !away) {
            return Duration.ZERO;
        }
        long poll = bounds.pollInterval().toNanos();
        return Duration.ofNanos(
                published.isEmpty() ? poll : Math.clamp(bounds.markEvery().toNanos() - (now - renewedAt), 0, poll));
    }

    /** Together: what Kafka takes one by one is not written one by one, and what is new leaves before old is marked. */
    private boolean markIsDue() {
        return published.isEmpty()
                || published.size() >= bounds.window() / 2
                || System.nanoTime() - renewedAt >= bounds.markEvery().toNanos();
    }

    void collect() {
        for (Outcome outcome = sender.poll(); outcome != null; outcome = sender.poll()) {
            if (outcome.epoch() != epoch) {
                continue;
            }
            inFlight--;
            if (outcome.failure() == null) {
                delivered(outcome.event());
            } else {
                failed(outcome, outcome.failure());
            }
        }
    }

    private void delivered(StoredEvent event) {
        published.add(event.id());
        more |= lines.sent(event);
        metrics.published(event);
        if (away) {
            away = false;
            probes = 0;
            more = true;
            lines.releaseHealthy();
            log.info("Kafka takes events again");
        }
    }

    private void failed(Outcome outcome, Exception failure) {
        StoredEvent event = outcome.event();
        metrics.failed();
        long now = System.nanoTime();
        boolean first = lines.failed(event, outcome.poison(), now);
        if (outcome.poison()) {
            if (first) {
                log.error(
                        "Event {} ({} of {} {}) cannot be published; what follows on its key waits: {}",
                        event.eventId(),
                        event.type(),
                        event.topic(),
                        event.key(),
                        failure.toString());
            }
            return;
        }
        if (!away) {
            away = true;
            log.warn("Kafka does not take events, they wait in the outbox: {}", failure.toString());
        }
        Duration wait = bounds.pollInterval().multipliedBy(1L << Math.min(probes, 4));
        probes++;
        probeAt = now + wait.toNanos();
    }

    /** Marks what was published and renews the lease, in one statement. */
    boolean mark() throws SQLException {
        long now = System.nanoTime();
        if (published.isEmpty() && now - renewedAt < bounds.lease().dividedBy(3).toNanos()) {
            return true;
        }
        if (!store.renewAndMark(epoch, bounds.lease(), published)) {
            return false;
        }
        renewedAt = now;
        lines.marked(published);
        published.clear();
        return true;
    }

    private void read(long now) throws SQLException {
        int room = away ? probeRoom(now) : lines.room(now);
        if (room <= 0) {
            more = true;
            return;
        }
        List<StoredEvent> events = store.unpublished(room, lines.passedOver(now, away), lines.waiting(now, away));
        lines.add(events, now, away);
        readAt = now;
        more = events.size() == room && !away;
    }

    private int probeRoom(long now) {
        return inFlight == 0 && now - probeAt >= 0 ? 1 : 0;
    }

    private void send() {
        while (true) {
            if (away && (inFlight > 0 || System.nanoTime() - probeAt < 0)) {
                return;
            }
            if (System.nanoTime() - renewedAt > bounds.lease().dividedBy(2).toNanos()) {
                // Sends took long; the lease first.
                return;
            }
            StoredEvent event = lines.next();
            if (event == null) {
                return;
            }
            inFlight++;
            sender.send(event, epoch);
            collect();
        }
    }
}
