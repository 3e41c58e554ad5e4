package io.dapp.auth.session;

import io.dapp.common.outbox.Outbox;
import io.dapp.common.security.SessionStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens, rotates and ends sessions: in the row first, committed, then in Redis. */
@Service
public class SessionLifecycle {
    private final Sessions sessions;
    private final SessionCopies copies;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final SessionTimes times;

    SessionLifecycle(
            Sessions sessions,
            SessionCopies copies,
            Outbox outbox,
            TransactionTemplate transaction,
            SessionTimes times) {
        this.sessions = sessions;
        this.copies = copies;
        this.outbox = outbox;
        this.transaction = transaction;
        this.times = times;
    }

    /**
     * Opens a session. Empty when Redis did not take it: no service would let it in, so that it is not given out.
     */
    public Optional<Session> open(UUID account, Caller caller) {
        Session session = new Session(UUID.randomUUID(), account, caller, times.now(), times.idle(), times.absolute());
        transaction.executeWithoutResult(_ -> sessions.add(session));
        if (!copies.carry(session)) {
            end(session.id(), account, EndReason.NOT_GIVEN);
            return Optional.empty();
        }
        for (UUID surplus : sessions.notEnded(account, times.perAccount())) {
            end(surplus, account, EndReason.TOO_MANY);
        }
        return Optional.of(session);
    }

    /** What became of a refresh token. */
    public sealed interface Rotation {
        /** The session, whose newest token is to be given (again). */
        record Given(Session session) implements Rotation {}

        /** The token had been used too long ago; its session has been ended. */
        record Reused() implements Rotation {}

        /** The session is over, or never was. */
        record Over() implements Rotation {}
    }

    /**
     * Rotates a session for its refresh token of that number: the newest gives the next, the one before, shortly after its
     * rotation, the newest again, and an older one ends the session.
     */
    public Rotation rotate(UUID id, long counter, Caller caller) {
        Rotated rotated = transaction.execute(_ -> sessions.lock(id)
                .map(session -> rotate(session, counter, caller))
                .orElseGet(() -> new Rotated(new Rotation.Over(), null)));
        if (rotated.toCarry() != null) {
            copies.carry(rotated.toCarry());
        }
        return rotated.rotation();
    }

    private record Rotated(Rotation rotation, @Nullable Session toCarry) {}

    private Rotated rotate(Session session, long counter, Caller caller) {
        Instant now = times.now();
        if (!session.alive(now) || counter > session.counter()) {
            return new Rotated(new Rotation.Over(), null);
        }
        if (counter == session.counter()) {
            session.rotate(caller, now, times.idle(), SessionStore.TIME_TO_LIVE);
            return new Rotated(new Rotation.Given(session), session);
        }
        boolean lostAnswer = counter == session.counter() - 1
                && !now.isAfter(session.rotatedAt().plus(times.grace()));
        if (lostAnswer) {
            return new Rotated(new Rotation.Given(session), null);
        }
        session.end(EndReason.REFRESH_REUSED, now);
        outbox.append(List.of(SecurityEvents.refreshReused(session, caller)));
        return new Rotated(new Rotation.Reused(), session);
    }

    /** How ending a session went. */
    public enum Ended {
        /** It is over everywhere, or will be within a second. */
        EVERYWHERE,
        /** It is over, but Redis does not know yet: services that saw it alive honour it until Redis does. */
        NOT_YET_EVERYWHERE,
        /** The account has no such session. */
        NONE
    }

    /** Ends a session of that account; ending one that has ended makes sure that everybody knows. */
    public Ended end(UUID id, UUID account, EndReason reason) {
        Optional<Session> ended = transaction.execute(_ -> sessions.lock(id)
                .filter(session -> session.accountId().equals(account))
                .map(session -> {
                    if (!session.ended()) {
                        session.end(reason, times.now());
                    }
                    return session;
                }));
        return ended.map(session -> copies.carry(session) ? Ended.EVERYWHERE : Ended.NOT_YET_EVERYWHERE)
                .orElse(Ended.NONE);
    }

    /** Ends all sessions of the account but one. */
    public Ended endOthers(UUID account, UUID kept) {
        Ended all = Ended.EVERYWHERE;
        for (UUID other : sessions.notEnded(account, 0)) {
            if (!other.equals(kept) && end(other, account, EndReason.ENDED_BY_USER) == Ended.NOT_YET_EVERYWHERE) {
                all = Ended.NOT_YET_EVERYWHERE;
            }
        }
        return all;
    }
}
