package io.dapp.auth.session;

import io.dapp.auth.AuthProperties;
import io.dapp.common.security.SessionStore;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Carries committed rows to Redis. What does not arrive is found by its row and carried again. */
@Component
class SessionCopies {
    private static final Logger log = LoggerFactory.getLogger(SessionCopies.class);

    private final SessionStore store;
    private final Sessions sessions;
    private final Duration wait;

    SessionCopies(SessionStore store, Sessions sessions, AuthProperties properties) {
        this.store = store;
        this.sessions = sessions;
        this.wait = properties.copies().longestWait();
    }

    /** Whether Redis is certain to hold the row's state. The row must be committed. */
    boolean carry(Session session) {
        try {
            store.write(session.copy()).get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Session {} was not copied", session.id(), e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (session.uncopied()) {
            note(session);
        }
        return true;
    }

    private void note(Session session) {
        try {
            sessions.copied(session.id(), session.copy().version());
        } catch (DataAccessException e) {
            // It has arrived; unnoted it is only carried once more.
            log.debug("The copy of session {} was not noted", session.id(), e);
        }
    }
}
