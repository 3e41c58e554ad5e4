package io.dapp.auth.session;

import io.dapp.auth.AuthProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Carries to Redis what did not arrive: after a logout while Redis was away, or after this service died between a
 * commit and the copy. Several instances may do it at once, a version is only ever replaced by a higher one.
 */
@Component
class SessionRepair {
    private static final Logger log = LoggerFactory.getLogger(SessionRepair.class);

    private final Sessions sessions;
    private final SessionCopies copies;
    private final AuthProperties properties;
    private final Clock clock;
    private volatile boolean behind;

    SessionRepair(
            Sessions sessions, SessionCopies copies, AuthProperties properties, Clock clock, MeterRegistry registry) {
        this.sessions = sessions;
        this.copies = copies;
        this.properties = properties;
        this.clock = clock;
        Gauge.builder("dapp.sessions.behind", () -> behind ? 1 : 0)
                .description("1 while sessions are committed that Redis does not take")
                .register(registry);
    }

    void repair() {
        int batch = properties.copies().batch();
        List<Session> missing;
        do {
            missing = sessions.uncopied(batch);
            for (Session session : missing) {
                if (!copies.carry(session)) {
                    tell(true);
                    return;
                }
            }
        } while (missing.size() == batch);
        tell(false);
    }

    /** Deletes rows that nobody will ask about any more. */
    void forget() {
        int batch = properties.copies().batch();
        while (sessions.forget(clock.instant().minus(properties.sessions().kept()), batch) == batch) {
            log.debug("Another {} old sessions forgotten", batch);
        }
    }

    private void tell(boolean nowBehind) {
        if (nowBehind && !behind) {
            log.warn("Redis does not take sessions; it is tried again until it does");
        } else if (!nowBehind && behind) {
            log.info("Redis holds all sessions again");
        }
        behind = nowBehind;
    }
}
