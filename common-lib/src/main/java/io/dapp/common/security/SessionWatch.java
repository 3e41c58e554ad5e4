package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Sessions;
import io.dapp.common.security.SessionChecks.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells long-lived connections that the session they were opened with is over. */
public final class SessionWatch {

    /** Why a connection must not go on. */
    public enum Loss {
        /** The session has ended: the client has to log in again. */
        ENDED,
        /** It could not be confirmed for too long: the client may come back later. */
        UNCONFIRMED
    }

    /** A connection's interest in a session; closing it twice is harmless. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private static final Logger log = LoggerFactory.getLogger(SessionWatch.class);

    private final SessionChecks checks;
    private final Sessions settings;
    private final Ticker ticker;
    private final Map<UUID, Set<Watcher>> watchers = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();

    SessionWatch(SessionChecks checks, Sessions settings, Ticker ticker) {
        this.checks = checks;
        this.settings = settings;
        this.ticker = ticker;
    }

    /**
     * Calls {@code lost} once, within a second of the session's end, also if that was before this call or while the
     * invalidation channel was silent. To be called right after the session's token was verified.
     *
     * @param lost must not block; called on a thread of ours
     */
    public Registration watch(UUID sessionId, Consumer<Loss> lost) {
        Watcher watcher = new Watcher(lost, ticker.read());
        watchers.compute(sessionId, (_, held) -> {
            Set<Watcher> all = held == null ? ConcurrentHashMap.newKeySet() : held;
            all.add(watcher);
            return all;
        });
        if (checks.known(sessionId) == Verdict.ENDED) {
            lose(sessionId, Loss.ENDED);
        }
        return () -> watchers.computeIfPresent(sessionId, (_, held) -> {
            held.remove(watcher);
            return held.isEmpty() ? null : held;
        });
    }

    /** Called when a session's end is heard. */
    void ended(UUID session) {
        lose(session, Loss.ENDED);
    }

    /**
     * Asks Redis about the watched sessions that memory will not vouch for until the next time; one round at a time. Asking
     * only once memory is doubted would add an interval to the time an end may go unnoticed.
     */
    void tick() {
        List<UUID> doubtful = new ArrayList<>();
        for (UUID session : watchers.keySet()) {
            switch (checks.known(session, settings.beatInterval())) {
                case ALIVE -> {}
                case ENDED -> lose(session, Loss.ENDED);
                case UNKNOWN -> doubtful.add(session);
            }
        }
        if (doubtful.isEmpty() || !asking.compareAndSet(false, true)) {
            return;
        }
        List<CompletableFuture<?>> rounds = new ArrayList<>();
        for (int from = 0; from < doubtful.size(); from += settings.batchSize()) {
            List<UUID> batch =
                    List.copyOf(doubtful.subList(from, Math.min(from + settings.batchSize(), doubtful.size())));
            rounds.add(checks.ask(batch).thenAccept(verdicts -> act(batch, verdicts)));
        }
        var _ = CompletableFuture.allOf(rounds.toArray(CompletableFuture[]::new))
                .whenComplete((_, _) -> asking.set(false));
    }

    private void act(List<UUID> sessions, List<Verdict> verdicts) {
        for (int i = 0; i < sessions.size(); i++) {
            switch (verdicts.get(i)) {
                case ALIVE -> {}
                case ENDED -> lose(sessions.get(i), Loss.ENDED);
                case UNKNOWN -> giveUp(sessions.get(i));
            }
        }
    }

    private void giveUp(UUID session) {
        Set<Watcher> held = watchers.get(session);
        long honoured = settings.honouredUnconfirmed().toNanos();
        // Whoever came within that time was verified then, also if memory has lost it since.
        if (held != null && held.stream().allMatch(watcher -> ticker.read() - watcher.since > honoured)) {
            lose(session, Loss.UNCONFIRMED);
        }
    }

    private void lose(UUID session, Loss why) {
        Set<Watcher> held = watchers.remove(session);
        if (held != null) {
            held.forEach(watcher -> watcher.lose(session, why));
        }
    }

    /** Has its own identity: two connections of one session may hand in equal callbacks. */
    private static final class Watcher {
        private final Consumer<Loss> lost;

        private final long since;

        private Watcher(Consumer<Loss> lost, long since) {
            this.lost = lost;
            this.since = since;
        }

        private void lose(UUID session, Loss why) {
            try {
                lost.accept(why);
            } catch (RuntimeException e) {
                // The others must still be told.
                log.warn("A watcher of session {} failed", session, e);
            }
        }
    }
}
