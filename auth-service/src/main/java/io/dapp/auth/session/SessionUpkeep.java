package io.dapp.auth.session;

import io.dapp.auth.AuthProperties;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs what keeps Redis and the rows together, on a thread of its own. */
@Component
class SessionUpkeep implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(SessionUpkeep.class);
    private static final Duration FORGET_INTERVAL = Duration.ofMinutes(10);

    private final SessionRestore restore;
    private final SessionRepair repair;
    private final Duration interval;
    private ScheduledExecutorService thread = stopped();

    SessionUpkeep(SessionRestore restore, SessionRepair repair, AuthProperties properties) {
        this.restore = restore;
        this.repair = repair;
        this.interval = properties.copies().interval();
    }

    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("session-upkeep").factory());
        var _ = thread.scheduleWithFixedDelay(() -> run(this::round), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        var _ = thread.scheduleWithFixedDelay(
                () -> run(repair::forget), FORGET_INTERVAL.toSeconds(), FORGET_INTERVAL.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("The sessions' upkeep did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return !thread.isShutdown();
    }

    private void round() {
        try {
            // First: what the repair writes into a Redis that is not filled is not believed anyway.
            restore.restore();
            repair.repair();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (DataAccessException | TransactionException e) {
            log.debug("The sessions' upkeep has no database; it goes on", e);
        } catch (RuntimeException e) {
            // The schedule would end with the first exception that escapes.
            log.warn("The sessions' upkeep failed; it goes on", e);
        }
    }

    private static ScheduledExecutorService stopped() {
        ScheduledExecutorService none = Executors.newSingleThreadScheduledExecutor();
        none.shutdown();
        return none;
    }
}
