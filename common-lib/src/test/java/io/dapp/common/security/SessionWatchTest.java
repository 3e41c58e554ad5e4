package io.dapp.common.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Sessions;
import io.dapp.common.security.SessionChecks.Verdict;
import io.dapp.common.security.SessionWatch.Loss;
import io.dapp.testing.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The watch's own clock: nothing beats by itself here. */
class SessionWatchTest {
    private static final Sessions SETTINGS = LiveSessions.defaults().sessions();

    private final UUID session = UUID.randomUUID();
    private final AtomicLong now = new AtomicLong();
    private final Ticker ticker = now::get;

    @Test
    void anEndIsFoundARoundBeforeMemoryIsDoubtedSoThatItTakesLessThanASecond() {
        try (TestRedis redis = TestRedis.start();
                LiveSessions owner = LiveSessions.in(redis.url());
                FreezableProxy proxy = new FreezableProxy(redis.host(), redis.port());
                RedisClient client = RedisClient.create();
                SessionStore store =
                        new SessionStore(client, RedisURI.create(proxy.url()), SETTINGS, Clock.systemUTC(), ticker);
                SessionChannel channel =
                        new SessionChannel(client, RedisURI.create(proxy.url()), SETTINGS, ticker, store)) {
            owner.fill();
            owner.write(copy(1, false));
            SessionChecks checks = new SessionChecks(store, channel, SETTINGS, Clock.systemUTC(), ticker);
            SessionWatch watch = new SessionWatch(checks, SETTINGS, ticker);
            channel.onEnded(checks::ended);
            await().until(() -> {
                store.tick();
                channel.tick();
                if (checks.check(session).join() != Verdict.ALIVE) {
                    // Not connected yet: Redis is asked again only after a pause.
                    now.addAndGet(SETTINGS.pauseAfterFailure().plusMillis(1).toNanos());
                    return false;
                }
                return checks.known(session) == Verdict.ALIVE;
            });
            Queue<Loss> told = new ConcurrentLinkedQueue<>();
            var _ = watch.watch(session, told::add);
            proxy.freezeSubscriptions();
            owner.write(copy(2, true));

            // As late as a round can be that memory still outlives.
            now.addAndGet(SETTINGS.trustAfterBeat()
                    .minus(SETTINGS.beatInterval())
                    .plusMillis(1)
                    .toNanos());
            assertThat(checks.known(session)).isEqualTo(Verdict.ALIVE);
            watch.tick();

            await().atMost(Duration.ofSeconds(5)).until(() -> !told.isEmpty());
            assertThat(told).containsExactly(Loss.ENDED);
        }
    }

    private SessionCopy copy(long version, boolean ended) {
        return new SessionCopy(
                session, UUID.randomUUID(), version, ended, Instant.now().plusSeconds(3600));
    }
}
