package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Sessions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions' copies in Redis. Every service reads them; only auth-service, who owns the rows, writes. Each answer comes
 * within the command timeout or fails; nothing is retried here.
 */
public final class SessionStore implements AutoCloseable {
    /** How long a copy, and the tombstone of an ended session, is kept: far longer than any token lives. */
    public static final Duration TIME_TO_LIVE = Duration.ofHours(24);

    /** What Redis knows; only if it is filled does the lack of a session mean anything. */
    record Reading(boolean filled, List<Held> sessions) {}

    /** A session as Redis has it; state is null where there is none. */
    record Held(@Nullable String state, Instant expiresAt) {}

    private final Clock clock;
    private final Ticker ticker;
    private final Sessions settings;
    private final RedisLink<StatefulRedisConnection<String, String>> link;
    private volatile long answeredAt;

    SessionStore(RedisClient client, RedisURI uri, Sessions settings, Clock clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
        this.settings = settings;
        this.link = new RedisLink<>(() -> client.connectAsync(StringCodec.UTF8, uri));
        this.answeredAt = ticker.read();
    }

    /** Keeps a connection open; replaces one on which nothing has been answered for too long. */
    void tick() {
        StatefulRedisConnection<String, String> connection = link.current();
        if (connection == null) {
            answeredAt = ticker.read();
            link.tick();
        } else if (ticker.read() - answeredAt
                > settings.silenceBeforeReconnect().toNanos()) {
            answeredAt = ticker.read();
            link.drop();
        } else {
            var _ = connection.async().ping().thenRun(() -> answeredAt = ticker.read());
        }
    }

    CompletableFuture<Reading> read(List<UUID> sessions) {
        String[] keys = Stream.concat(
                        Stream.of(SessionScripts.SENTINEL), sessions.stream().map(SessionStore::key))
                .toArray(String[]::new);
        return this.<List<String>>run(SessionScripts.READ, keys).thenApply(SessionStore::reading);
    }

    /** Publishes without waiting for anything. */
    void publish(String channel, String message) {
        StatefulRedisConnection<String, String> connection = link.current();
        if (connection != null) {
            var _ = connection.async().publish(channel, message);
        }
    }

    /**
     * Writes a row's copy, unless a higher version is there already; an ended one is told to every service at once. Fails
     * when it is not certain that Redis has it: the row then has to be written again until it is.
     */
    public CompletableFuture<@Nullable Void> write(SessionCopy copy) {
        String id = copy.sessionId().toString();
        String[] keys = {key(copy.sessionId())};
        return run(
                        SessionScripts.WRITE,
                        keys,
                        Long.toString(copy.version()),
                        copy.ended() ? SessionScripts.ENDED : SessionScripts.ACTIVE,
                        copy.userId().toString(),
                        Long.toString(copy.expiresAt().toEpochMilli()),
                        Long.toString(timeToLive(copy).toMillis()),
                        SessionScripts.CHANNEL,
                        id)
                .thenApply(_ -> null);
    }

    /**
     * Asks whether Redis lacks what it should hold, and if so takes the lease to write it back.
     *
     * @param token names whoever restores; the lease is lost after {@code lease} unless it is renewed
     * @return the replication id to restore for; empty when there is nothing to do, or somebody else does it
     */
    public CompletableFuture<Optional<String>> beginRestore(String token, Duration lease) {
        String[] keys = {SessionScripts.SENTINEL, SessionScripts.RESTORING};
        return this.<String>run(SessionScripts.BEGIN_RESTORE, keys, token, Long.toString(lease.toMillis()))
                .thenApply(id -> Optional.of(id).filter(text -> !text.isEmpty()));
    }

    /** Whether the lease is still held, for another {@code lease}. */
    public CompletableFuture<Boolean> renewRestore(String token, Duration lease) {
        String[] keys = {SessionScripts.RESTORING};
        return this.<Long>run(SessionScripts.RENEW_RESTORE, keys, token, Long.toString(lease.toMillis()))
                .thenApply(held -> held == 1);
    }

    /** Names this Redis as filled; false if it was emptied or replaced meanwhile and everything has to be written again. */
    public CompletableFuture<Boolean> completeRestore(String token, String replicationId) {
        String[] keys = {SessionScripts.SENTINEL, SessionScripts.RESTORING};
        return this.<Long>run(SessionScripts.COMPLETE_RESTORE, keys, token, replicationId)
                .thenApply(done -> done == 1);
    }

    private Duration timeToLive(SessionCopy copy) {
        Duration left = Duration.between(clock.instant(), copy.expiresAt());
        if (copy.ended() || left.compareTo(TIME_TO_LIVE) > 0) {
            return TIME_TO_LIVE;
        }
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    private <T> CompletableFuture<T> run(RedisScript script, String[] keys, String... args) {
        StatefulRedisConnection<String, String> connection = link.current();
        if (connection == null) {
            return CompletableFuture.failedFuture(new RedisConnectionException("not connected"));
        }
        // Lettuce times out by itself; the limit here also covers a script that has to be sent twice.
        return script.<T>run(connection.async(), keys, args)
                .orTimeout(settings.redisTimeout().toMillis() * 2, TimeUnit.MILLISECONDS);
    }

    private static Reading reading(List<String> answer) {
        List<Held> held = new ArrayList<>();
        for (int i = 1; i < answer.size(); i += 2) {
            String state = answer.get(i);
            held.add(
                    state.isEmpty()
                            ? new Held(null, Instant.EPOCH)
                            : new Held(state, Instant.ofEpochMilli(Long.parseLong(answer.get(i + 1)))));
        }
        return new Reading(answer.getFirst().equals("1"), held);
    }

    private static String key(UUID session) {
        return "session:" + session;
    }

    @Override
    public void close() {
        link.close();
    }
}
