package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Writes sessions to a Redis as auth-service does, for tests without one. */
public final class LiveSessions implements AutoCloseable {
    private final RedisClient client;
    private final SessionStore store;

    private LiveSessions(RedisClient client, SessionStore store) {
        this.client = client;
        this.store = store;
    }

    public static LiveSessions in(String redisUrl) {
        RedisClient client = RedisClient.create();
        SessionStore store = new SessionStore(
                client, RedisURI.create(redisUrl), defaults().sessions(), Clock.systemUTC(), Ticker.systemTicker());
        long giveUp = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (store.write(new SessionCopy(new UUID(0, 0), new UUID(0, 0), 1, true, Instant.EPOCH))
                .isCompletedExceptionally()) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("no Redis at " + redisUrl);
            }
            store.tick();
            Thread.onSpinWait();
        }
        return new LiveSessions(client, store);
    }

    /** The settings that hold when nothing is configured. */
    static SecurityProperties defaults() {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        source.put("dapp.security.issuer", "http://issuer.test");
        source.put("dapp.security.jwks-uri", URI.create("http://127.0.0.1:9/jwks.json"));
        return new Binder(source)
                .bind("dapp.security", SecurityProperties.class)
                .get();
    }

    /** Marks Redis as filled, as auth-service does once it has written all sessions. */
    public void fill() {
        String token = UUID.randomUUID().toString();
        await(store.beginRestore(token, Duration.ofSeconds(10)))
                .ifPresent(id -> await(store.completeRestore(token, id)));
    }

    public void write(SessionCopy copy) {
        await(store.write(copy));
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        store.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
