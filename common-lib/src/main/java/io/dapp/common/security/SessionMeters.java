package io.dapp.common.security;

import io.dapp.common.security.SessionChecks.Verdict;
import io.dapp.common.security.SessionTally.By;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;

/** Checks of sessions, and whether this process hears which ones end. */
final class SessionMeters implements MeterBinder {
    private final SessionTally tally;
    private final SessionChannel channel;

    SessionMeters(SessionTally tally, SessionChannel channel) {
        this.tally = tally;
        this.channel = channel;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (By by : By.values()) {
            for (Verdict verdict : Verdict.values()) {
                if (said(by, verdict)) {
                    FunctionCounter.builder("dapp.session.checks", tally, all -> all.of(by, verdict))
                            .description("Sessions that were checked, by who answered and what")
                            .tag("source", by.name().toLowerCase(Locale.ROOT))
                            .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                            .register(registry);
                }
            }
        }
        Gauge.builder("dapp.session.channel.heard", channel, heard -> heard.heard(Duration.ZERO) ? 1 : 0)
                .description("1 while memory is believed, because the ends of sessions are heard")
                .register(registry);
    }

    private static boolean said(By by, Verdict verdict) {
        return by == By.EARLIER || verdict != Verdict.UNKNOWN;
    }
}
