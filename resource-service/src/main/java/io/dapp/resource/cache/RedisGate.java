package io.dapp.resource.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Asks Redis, and rests for a moment after it failed: with Redis away, a request waits for it once, not at each step. */
final class RedisGate {
    private static final Logger log = LoggerFactory.getLogger(RedisGate.class);

    private final StringRedisTemplate redis;
    private final long restNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong closedAt = new AtomicLong();
    private volatile boolean closed;

    RedisGate(StringRedisTemplate redis, Duration restAfterFailure, LongSupplier nanoTime) {
        this.redis = redis;
        this.restNanos = restAfterFailure.toNanos();
        this.nanoTime = nanoTime;
    }

    /** The answer; empty when Redis is away or has nothing. */
    <T> Optional<T> ask(Function<StringRedisTemplate, @Nullable T> operation) {
        if (resting()) {
            return Optional.empty();
        }
        try {
            Optional<T> answer = Optional.ofNullable(operation.apply(redis));
            if (closed) {
                closed = false;
                log.info("Redis answers again");
            }
            return answer;
        } catch (DataAccessException e) {
            if (!closed) {
                log.warn("Redis is away, reading from the database: {}", e.getMessage());
            }
            closedAt.set(nanoTime.getAsLong());
            closed = true;
            return Optional.empty();
        }
    }

    /** Whether Redis answers now, asked of itself. */
    boolean answers() {
        return ask(template -> template.execute((RedisCallback<String>) RedisConnection::ping))
                .isPresent();
    }

    /** Whether it failed when it was last asked. */
    boolean closed() {
        return closed;
    }

    private boolean resting() {
        return closed && nanoTime.getAsLong() - closedAt.get() < restNanos;
    }
}
