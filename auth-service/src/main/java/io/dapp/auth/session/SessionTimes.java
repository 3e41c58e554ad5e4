package io.dapp.auth.session;

import io.dapp.auth.AuthProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/** The clock that sessions live by, and their bounds. */
@Component
final class SessionTimes {
    private final AuthProperties properties;
    private final Clock clock;

    SessionTimes(AuthProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /** As precise as the database, so that what is compared is what is stored. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    Duration idle() {
        return properties.sessions().idle();
    }

    Duration absolute() {
        return properties.sessions().absolute();
    }

    Duration grace() {
        return properties.refreshGrace();
    }

    int perAccount() {
        return properties.sessions().perAccount();
    }
}
