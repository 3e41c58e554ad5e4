package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Sessions;
import io.dapp.common.security.SessionChannel.Subscription;
import io.dapp.common.security.SessionStore.Held;
import io.dapp.common.security.SessionStore.Reading;
import io.dapp.common.security.SessionTally.By;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Is a session alive? Memory is believed while the channel is heard; otherwise Redis is asked each time; if Redis cannot
 * tell, what was confirmed a short while ago is let in.
 */
final class SessionChecks {
    enum Verdict {
        ALIVE,
        ENDED,
        /** Cannot be told. */
        UNKNOWN
    }

    /**
     * A session as it was read.
     *
     * @param readAt ticker nanos from before the question was sent
     * @param during the subscription that would have heard of its end since; null if there was none
     */
    private record Entry(
            boolean ended,
            Instant expiresAt,
            long readAt,
            @Nullable Subscription during) {
        /** The latest time at which it is known to have been alive. */
        long confirmedAt() {
            return during == null || during.heardUpTo() - readAt < 0 ? readAt : during.heardUpTo();
        }
    }

    private final SessionStore store;
    private final SessionChannel channel;
    private final Sessions settings;
    private final Clock clock;
    private final Ticker ticker;
    private final Cache<UUID, Entry> entries;
    private final AtomicLong ends = new AtomicLong();
    private final SessionTally tally = new SessionTally();
    private volatile boolean failed;
    private volatile long failedAt;

    SessionChecks(SessionStore store, SessionChannel channel, Sessions settings, Clock clock, Ticker ticker) {
        this.store = store;
        this.channel = channel;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
        this.entries = Caffeine.newBuilder()
                .maximumSize(settings.nearCacheSize())
                .ticker(ticker)
                .expireAfterAccess(settings.rereadAfter()
                        .plus(settings.honouredUnconfirmed())
                        .plus(Duration.ofMinutes(1)))
                .build();
    }

    /** Never completes exceptionally. */
    CompletableFuture<Verdict> check(UUID session) {
        Verdict known = known(session);
        return known != Verdict.UNKNOWN
                ? CompletableFuture.completedFuture(tally.count(By.MEMORY, known))
                : ask(List.of(session)).thenApply(List::getFirst);
    }

    /** What memory may say without asking Redis. */
    Verdict known(UUID session) {
        return known(session, Duration.ZERO);
    }

    /** What memory may say until {@code ahead} from now without asking Redis: for whoever looks again only then. */
    Verdict known(UUID session, Duration ahead) {
        Entry entry = entries.getIfPresent(session);
        if (entry == null) {
            return Verdict.UNKNOWN;
        }
        if (entry.ended()) {
            return Verdict.ENDED;
        }
        boolean trusted = entry.during() != null
                && entry.during() == channel.subscription()
                && channel.heard(ahead)
                && ticker.read() - entry.readAt() <= settings.rereadAfter().toNanos()
                && clock.instant().isBefore(entry.expiresAt());
        return trusted ? Verdict.ALIVE : Verdict.UNKNOWN;
    }

    /** Asks Redis, whatever memory says; never completes exceptionally. */
    CompletableFuture<List<Verdict>> ask(List<UUID> sessions) {
        long readAt = ticker.read();
        if (failed && readAt - failedAt <= settings.pauseAfterFailure().toNanos()) {
            return CompletableFuture.completedFuture(
                    sessions.stream().map(this::unconfirmed).toList());
        }
        Subscription during = channel.subscription();
        long endsBefore = ends.get();
        return store.read(sessions).handle((reading, failure) -> {
            failed = failure != null;
            if (reading == null) {
                failedAt = ticker.read();
                return sessions.stream().map(this::unconfirmed).toList();
            }
            return IntStream.range(0, sessions.size())
                    .mapToObj(i ->
                            judge(sessions.get(i), reading, reading.sessions().get(i), readAt, during, endsBefore))
                    .toList();
        });
    }

    SessionTally tally() {
        return tally;
    }

    /** Called when a session's end is heard. */
    void ended(UUID session) {
        ends.incrementAndGet();
        entries.put(session, new Entry(true, Instant.EPOCH, ticker.read(), null));
    }

    private Verdict judge(
            UUID session, Reading reading, Held held, long readAt, @Nullable Subscription during, long endsBefore) {
        if (SessionScripts.ENDED.equals(held.state())) {
            ended(session);
            return tally.count(By.REDIS, Verdict.ENDED);
        }
        if (!reading.filled()) {
            // What is there may be of before a failover, and what is missing may only be lost.
            return unconfirmed(session);
        }
        if (held.state() == null || !clock.instant().isBefore(held.expiresAt())) {
            return tally.count(By.REDIS, Verdict.ENDED);
        }
        entries.asMap()
                .compute(
                        session,
                        (_, known) -> known != null && known.ended()
                                ? known
                                : new Entry(false, held.expiresAt(), readAt, during));
        if (ends.get() != endsBefore) {
            // An end was heard while Redis was asked; it may have been this one's, and its mark evicted since.
            entries.asMap().computeIfPresent(session, (_, known) -> known.ended() ? known : null);
        }
        return tally.count(By.REDIS, known(session) == Verdict.ENDED ? Verdict.ENDED : Verdict.ALIVE);
    }

    private Verdict unconfirmed(UUID session) {
        Entry entry = entries.getIfPresent(session);
        if (entry == null) {
            return tally.count(By.EARLIER, Verdict.UNKNOWN);
        }
        if (entry.ended()) {
            return tally.count(By.EARLIER, Verdict.ENDED);
        }
        boolean honoured = ticker.read() - entry.confirmedAt()
                        <= settings.honouredUnconfirmed().toNanos()
                && clock.instant().isBefore(entry.expiresAt());
        return tally.count(By.EARLIER, honoured ? Verdict.ALIVE : Verdict.UNKNOWN);
    }
}
