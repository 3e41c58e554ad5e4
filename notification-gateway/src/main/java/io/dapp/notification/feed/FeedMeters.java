package io.dapp.notification.feed;

import io.dapp.notification.stream.AppendedChanges;
import io.dapp.notification.stream.Change;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** What became of changes, and how long after they were written their users were told. */
@Component
class FeedMeters {
    private final Clock clock;
    private final Counter stored;
    private final Counter duplicates;
    private final Timer told;

    FeedMeters(Clock clock, MeterRegistry registry) {
        this.clock = clock;
        this.stored = Counter.builder("dapp.notification.stored")
                .description("Changes that were put into their user's stream")
                .register(registry);
        this.duplicates = Counter.builder("dapp.notification.duplicates")
                .description("Changes that were dropped because that version or a newer one was known")
                .register(registry);
        this.told = Timer.builder("dapp.notification.push")
                .description("From writing a change to handing it to its user's connections")
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
    }

    /** To be called once the changes have been handed to the connections. */
    void told(AppendedChanges appended) {
        Instant now = clock.instant();
        for (Change change : appended.stored()) {
            told.record(Duration.between(change.writtenAt(), now));
        }
        stored.increment(appended.stored().size());
        duplicates.increment(appended.duplicates());
    }
}
