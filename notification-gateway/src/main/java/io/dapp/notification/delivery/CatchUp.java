package io.dapp.notification.delivery;

import io.dapp.notification.Background;
import io.dapp.notification.NotificationSettings;
import io.dapp.notification.Outage;
import io.dapp.notification.stream.Position;
import io.dapp.notification.stream.Publication;
import io.dapp.notification.stream.StreamComparison;
import io.dapp.notification.stream.StreamComparison.Tail;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Gives connections what no hint has brought: at once where a gap was seen, and for all connected users by one
 * comparison with PostgreSQL per interval, so that no lost hint costs more than that.
 */
@Component
public class CatchUp implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

    private final Hub hub;
    private final StreamComparison comparison;
    private final NotificationSettings.Delivery settings;
    private final Outage outage = new Outage(log, "PostgreSQL (reading streams)");
    private final Set<UUID> behind = ConcurrentHashMap.newKeySet();
    private final Semaphore wakeUp = new Semaphore(0);
    private long nextComparison = System.nanoTime();
    private @Nullable Background background;

    CatchUp(Hub hub, StreamComparison comparison, NotificationSettings settings) {
        this.hub = hub;
        this.comparison = comparison;
        this.settings = settings.delivery();
    }

    /** Some connection of this user lacks something that is stored. */
    public void request(UUID userId) {
        if (behind.add(userId)) {
            wakeUp.release();
        }
    }

    private void work() throws InterruptedException {
        if (wakeUp.tryAcquire(Math.max(0, nextComparison - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            wakeUp.drainPermits();
        }
        try {
            if (nextComparison - System.nanoTime() <= 0) {
                nextComparison = System.nanoTime() + settings.compareInterval().toNanos();
                compare();
            }
            while (!behind.isEmpty()) {
                fill(hub.positions(takeSome()));
            }
            outage.over();
        } catch (DataAccessException e) {
            // Whoever is still behind is found by the next comparison.
            behind.clear();
            outage.begun(e.toString());
        }
    }

    private void compare() {
        Map<UUID, Position> positions = hub.positions();
        if (!positions.isEmpty()) {
            behind.addAll(comparison.differing(positions));
        }
    }

    private Set<UUID> takeSome() {
        Set<UUID> some = ConcurrentHashMap.newKeySet();
        Iterator<UUID> users = behind.iterator();
        while (users.hasNext() && some.size() < settings.fillUsers()) {
            some.add(users.next());
            users.remove();
        }
        return some;
    }

    private void fill(Map<UUID, Position> positions) {
        Map<UUID, Position> from = positions;
        while (!from.isEmpty()) {
            Map<UUID, Tail> tails = comparison.tails(from, settings.fillLimit());
            var next = new HashMap<UUID, Position>();
            for (Map.Entry<UUID, Position> entry : from.entrySet()) {
                Tail tail = tails.get(entry.getKey());
                if (tail == null || !tail.continues()) {
                    hub.discontinue(entry.getKey());
                    continue;
                }
                List<Publication> missing = tail.missing();
                hub.publish(missing);
                if (!tail.complete() && !missing.isEmpty()) {
                    next.put(
                            entry.getKey(),
                            new Position(
                                    entry.getValue().epoch(), missing.getLast().offset()));
                }
            }
            from = next;
        }
    }

    @Override
    public void start() {
        background = Background.start("catch-up", self -> work());
    }

    @Override
    public void stop() {
        if (background != null) {
            background.stop();
            wakeUp.release();
            background.close();
            background = null;
        }
    }

    @Override
    public boolean isRunning() {
        return background != null;
    }
}
