package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Sessions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Clock;
import java.util.List;

/** The parts that check sessions, wired and running. */
final class SessionRuntime implements AutoCloseable {
    private final SessionStore store;
    private final SessionChannel channel;
    private final SessionChecks checks;
    private final SessionWatch watch;
    private final SessionBeat beat;

    SessionRuntime(
            Sessions settings, RedisClient client, RedisURI uri, VerificationKeys keys, Clock clock, Ticker ticker) {
        this.store = new SessionStore(client, uri, settings, clock, ticker);
        this.channel = new SessionChannel(client, uri, settings, ticker, store);
        this.checks = new SessionChecks(store, channel, settings, clock, ticker);
        this.watch = new SessionWatch(checks, settings, ticker);
        channel.onEnded(session -> {
            checks.ended(session);
            watch.ended(session);
        });
        this.beat = new SessionBeat(
                client, settings.beatInterval(), List.of(store::tick, channel::tick, watch::tick, keys::tick));
        beat.start();
    }

    SessionStore store() {
        return store;
    }

    SessionChecks checks() {
        return checks;
    }

    SessionMeters meters() {
        return new SessionMeters(checks.tally(), channel);
    }

    SessionWatch watch() {
        return watch;
    }

    @Override
    public void close() {
        channel.close();
        store.close();
        beat.close();
    }
}
