package io.dapp.common.outbox;

import io.dapp.common.outbox.StoredEvent.Line;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The relay's window: events read and not yet marked, one queue per line, of each only the first on its way. So a failed
 * event is never overtaken by a later one of its line, and lines do not wait for each other. Used by the relay's thread
 * only.
 */
final class Lines {
    private final OutboxProperties bounds;
    private final Map<Line, Deque<StoredEvent>> queues = new LinkedHashMap<>();
    private final Deque<StoredEvent> ready = new ArrayDeque<>();
    private final Set<Long> ids = new HashSet<>();
    private final Map<Line, Hold> holds = new HashMap<>();
    private final Set<Line> full = new HashSet<>();

    /** @param poison it failed by itself, not because Kafka was away */
    private record Hold(long untilNanos, int failures, boolean poison) {
        boolean waitsAt(long now, boolean probing) {
            return untilNanos - now > 0 && (poison || !probing);
        }
    }

    Lines(OutboxProperties bounds) {
        this.bounds = bounds;
    }

    int room(long now) {
        boolean tooManyHeld =
                holds.size() >= bounds.heldKeys() && holds.values().stream().allMatch(hold -> hold.waitsAt(now, false));
        return tooManyHeld ? 0 : bounds.window() - ids.size();
    }

    /** Not to be read now: in the window already, or hints that wait (an ordered line waits as a whole). */
    Set<Long> passedOver(long now, boolean probing) {
        Set<Long> passedOver = new HashSet<>(ids);
        holds.forEach((line, hold) -> {
            if (line.apart() != 0 && hold.waitsAt(now, probing)) {
                passedOver.add(line.apart());
            }
        });
        return passedOver;
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    /**
     * Lines of which nothing more is to be read now: held back, or with enough in the window already.
     *
     * @param probing whether one event is to find out if Kafka is back: then only what is poison has to wait
     */
    Collection<Line> waiting(long now, boolean probing) {
        List<Line> waiting = new ArrayList<>();
        holds.forEach((line, hold) -> {
            if (line.apart() == 0 && hold.waitsAt(now, probing)) {
                waiting.add(line);
            }
        });
        queues.forEach((line, queue) -> {
            if (line.apart() == 0 && queue.size() >= bounds.perKey()) {
                full.add(line);
                waiting.add(line);
            }
        });
        return waiting;
    }

    void add(Collection<StoredEvent> events, long now, boolean probing) {
        for (StoredEvent event : events) {
            Line line = event.line();
            Deque<StoredEvent> queue = queues.get(line);
            Hold hold = holds.get(line);
            boolean held = hold != null && hold.waitsAt(now, probing);
            if (queue != null && queue.size() >= bounds.perKey()) {
                full.add(line);
                continue;
            }
            if (held || !ids.add(event.id())) {
                continue;
            }
            if (queue == null) {
                queue = new ArrayDeque<>();
                queues.put(line, queue);
                ready.add(event);
            }
            queue.add(event);
        }
    }

    /** The next event that may be sent; null when all that may be sent is on its way. */
    @Nullable
    StoredEvent next() {
        return ready.poll();
    }

    /** Lets the next of its line go; returns whether more of that line should be read. */
    boolean sent(StoredEvent event) {
        Line line = event.line();
        holds.remove(line);
        Deque<StoredEvent> queue = queues.get(line);
        if (queue == null || !queue.remove(event)) {
            return false;
        }
        if (queue.isEmpty()) {
            queues.remove(line);
        } else {
            ready.add(queue.getFirst());
        }
        return queue.size() <= bounds.perKey() / 2 && full.remove(line);
    }

    /** After its mark: it is not read again. */
    void marked(Collection<Long> published) {
        ids.removeAll(published);
    }

    /**
     * Holds the event's line back: what follows on it waits, and is read again when it may be tried again.
     *
     * @return whether it is the line's first failure
     */
    boolean failed(StoredEvent event, boolean poison, long now) {
        Line line = event.line();
        Deque<StoredEvent> queue = queues.remove(line);
        if (queue != null) {
            queue.forEach(waiting -> ids.remove(waiting.id()));
        }
        ids.remove(event.id());
        full.remove(line);
        Hold before = holds.get(line);
        int failures = before == null ? 1 : before.failures + 1;
        Duration wait = bounds.holdBack().multipliedBy(1L << Math.min(failures - 1, 10));
        Duration bounded = wait.compareTo(bounds.maxHoldBack()) > 0 ? bounds.maxHoldBack() : wait;
        holds.put(line, new Hold(now + bounded.toNanos(), failures, poison));
        return before == null;
    }

    /** Kafka is back: what only failed because it was away need not wait any longer. */
    void releaseHealthy() {
        holds.values().removeIf(hold -> !hold.poison);
    }

    void clear() {
        queues.clear();
        ready.clear();
        ids.clear();
        holds.clear();
        full.clear();
    }
}
