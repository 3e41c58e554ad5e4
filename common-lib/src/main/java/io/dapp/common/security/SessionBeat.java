package io.dapp.common.security;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives everything that goes on between requests: connections, beats, watched sessions, keys. */
final class SessionBeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionBeat.class);

    private final RedisClient redis;
    private final Duration interval;
    private final List<Runnable> ticks;
    // A platform thread: a beat that waits for a carrier would make everybody ask Redis.
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("session-beat").factory());

    SessionBeat(RedisClient redis, Duration interval, List<Runnable> ticks) {
        this.redis = redis;
        this.interval = interval;
        this.ticks = ticks;
    }

    void start() {
        var _ = thread.scheduleAtFixedRate(this::beat, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        for (Runnable tick : ticks) {
            try {
                tick.run();
            } catch (RuntimeException e) {
                // The schedule would end with the first exception that escapes.
                log.warn("Part of the session beat failed; it goes on", e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        redis.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
