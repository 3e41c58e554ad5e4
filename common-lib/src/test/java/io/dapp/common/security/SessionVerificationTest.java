package io.dapp.common.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Sessions;
import io.dapp.common.security.SessionChecks.Verdict;
import io.dapp.common.security.SessionWatch.Loss;
import io.dapp.testing.TestRedis;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that verifies, beside whoever opens and ends sessions, on a Redis that fails in every way it can. */
class SessionVerificationTest {
    private static final Sessions SETTINGS = LiveSessions.defaults().sessions();

    private final UUID session = UUID.randomUUID();
    private final UUID user = UUID.randomUUID();
    private final AtomicLong elapsed = new AtomicLong();
    private final Ticker ticker = () -> System.nanoTime() + elapsed.get();
    private TestRedis redis;
    private LiveSessions owner;
    private FreezableProxy proxy;
    private SessionRuntime verifier;

    @BeforeEach
    void start() {
        redis = TestRedis.start();
        owner = LiveSessions.in(redis.url());
        owner.fill();
        proxy = new FreezableProxy(redis.host(), redis.port());
        verifier = new SessionRuntime(
                SETTINGS, RedisClient.create(), RedisURI.create(proxy.url()), new NoKeys(), Clock.systemUTC(), ticker);
    }

    @AfterEach
    void stop() {
        verifier.close();
        proxy.close();
        owner.close();
        redis.close();
    }

    @Test
    void aLogoutIsHeardAtOnce() {
        openAndTrust();

        end();

        await().atMost(Duration.ofSeconds(1)).until(() -> verifier.checks().known(session) == Verdict.ENDED);
    }

    @Test
    void aLogoutIsEffectiveWithinASecondWhenTheChannelIsFrozen() {
        openAndTrust();
        proxy.freezeSubscriptions();

        end();
        elapse(SETTINGS.trustAfterBeat());

        assertThat(check()).isEqualTo(Verdict.ENDED);
    }

    @Test
    void aLogoutBetweenTwoSubscriptionsIsFound() {
        openAndTrust();

        commands(redis -> redis.clientKill(KillArgs.Builder.typePubsub()));
        commands(redis -> redis.hset("session:" + session, "state", "ended"));

        await().atMost(Duration.ofSeconds(2)).until(() -> check() == Verdict.ENDED);
    }

    @Test
    void aSilentSubscriptionIsReplaced() {
        openAndTrust();
        proxy.freezeSubscriptions();
        elapse(SETTINGS.silenceBeforeReconnect().plusMillis(1));

        assertThat(check()).isEqualTo(Verdict.ALIVE);
        assertThat(verifier.checks().known(session)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void whileRedisIsAwayAConfirmedSessionIsHonouredForAMinute() {
        openAndTrust();
        UUID neverSeen = UUID.randomUUID();

        redis.stop();
        elapse(SETTINGS.honouredUnconfirmed().minusSeconds(5));
        assertThat(check()).isEqualTo(Verdict.ALIVE);
        assertThat(verifier.checks().check(neverSeen).join()).isEqualTo(Verdict.UNKNOWN);

        elapse(Duration.ofSeconds(6));
        assertThat(check()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void whatHasEndedStaysEndedWhileRedisIsAway() {
        openAndTrust();
        end();
        await().until(() -> check() == Verdict.ENDED);

        redis.stop();

        assertThat(check()).isEqualTo(Verdict.ENDED);
    }

    @Test
    void aRedisThatHangsIsAway() {
        openAndTrust();
        redis.pause();
        elapse(SETTINGS.trustAfterBeat());

        assertThat(check()).isEqualTo(Verdict.ALIVE);
        elapse(SETTINGS.honouredUnconfirmed());
        assertThat(check()).isEqualTo(Verdict.UNKNOWN);

        redis.resume();
        await().until(() -> check() == Verdict.ALIVE);
    }

    @Test
    void inAnEmptiedRedisNothingMissingIsBelieved() {
        open();
        await().until(() -> check() == Verdict.ALIVE);
        UUID other = UUID.randomUUID();
        owner.write(copy(other, 1, false));
        commands(RedisCommands::flushall);

        assertThat(verifier.checks().check(other).join()).isEqualTo(Verdict.UNKNOWN);
        assertThat(verifier.checks().check(UUID.randomUUID()).join()).isEqualTo(Verdict.UNKNOWN);

        owner.write(copy(other, 1, false));
        assertThat(verifier.checks().check(other).join()).isEqualTo(Verdict.UNKNOWN);
        owner.fill();
        assertThat(verifier.checks().check(other).join()).isEqualTo(Verdict.ALIVE);
        assertThat(verifier.checks().check(UUID.randomUUID()).join()).isEqualTo(Verdict.ENDED);
    }

    @Test
    void anotherRedisUnderTheSameAddressIsNotBelieved() {
        openAndTrust();
        redis.restart();
        await().until(() -> answers(session) == Verdict.UNKNOWN);
        commands(redis -> redis.set("sessions:sentinel", "0123456789012345678901234567890123456789"));
        owner.close();
        owner = LiveSessions.in(redis.url());
        UUID other = UUID.randomUUID();
        owner.write(copy(other, 1, false));

        assertThat(verifier.checks().check(other).join()).isEqualTo(Verdict.UNKNOWN);

        owner.fill();
        await().until(() -> verifier.checks().check(other).join() == Verdict.ALIVE);
    }

    @Test
    void aLowerVersionNeverReplacesAHigherOne() {
        open();
        end();

        owner.write(copy(session, 1, false));

        await().until(() -> check() == Verdict.ENDED);
    }

    @Test
    void anExpiredSessionIsOver() {
        owner.write(new SessionCopy(session, user, 1, false, Instant.now().plusMillis(200)));

        await().until(() -> check() == Verdict.ENDED);
    }

    @Test
    void aWatchedSessionsEndIsTold() {
        openAndTrust();
        Queue<Loss> told = watch();

        end();

        await().atMost(Duration.ofSeconds(1)).until(() -> !told.isEmpty());
        assertThat(told).containsExactly(Loss.ENDED);
    }

    @Test
    void aWatchedSessionsEndIsToldThoughTheChannelIsFrozen() {
        openAndTrust();
        Queue<Loss> told = watch();
        proxy.freezeSubscriptions();

        end();
        elapse(SETTINGS.trustAfterBeat());

        await().atMost(Duration.ofSeconds(1)).until(() -> !told.isEmpty());
        assertThat(told).containsExactly(Loss.ENDED);
    }

    @Test
    void anEndBeforeTheWatchIsToldToo() {
        open();
        end();

        Queue<Loss> told = watch();

        await().atMost(Duration.ofSeconds(2)).until(() -> !told.isEmpty());
        assertThat(told).containsExactly(Loss.ENDED);
    }

    @Test
    void aWatchedSessionThatCannotBeConfirmedIsGivenUpAfterAMinute() {
        openAndTrust();
        Queue<Loss> told = watch();
        redis.stop();
        await().until(() -> check() == Verdict.ALIVE);
        assertThat(told).isEmpty();

        elapse(SETTINGS.honouredUnconfirmed().plusSeconds(1));

        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly(Loss.UNCONFIRMED);
    }

    @Test
    void aClosedWatchIsNotTold() {
        openAndTrust();
        Queue<Loss> told = new ConcurrentLinkedQueue<>();
        verifier.watch().watch(session, told::add).close();
        Queue<Loss> others = watch();

        end();

        await().until(() -> !others.isEmpty());
        assertThat(told).isEmpty();
    }

    @Test
    void whatWasEmptiedWhileItWasFilledIsFilledAgain() throws Exception {
        openAndTrust();
        commands(RedisCommands::flushall);
        SessionStore store = verifier.store();
        String id = store.beginRestore("me", Duration.ofSeconds(10)).get().orElseThrow();
        assertThat(store.beginRestore("other", Duration.ofSeconds(10)).get()).isEmpty();
        assertThat(store.renewRestore("me", Duration.ofSeconds(10)).get()).isTrue();

        commands(RedisCommands::flushall);

        assertThat(store.renewRestore("me", Duration.ofSeconds(10)).get()).isFalse();
        assertThat(store.completeRestore("me", id).get()).isFalse();
        assertThat(answers(UUID.randomUUID())).isEqualTo(Verdict.UNKNOWN);
    }

    private void open() {
        owner.write(copy(session, 1, false));
    }

    /** Opens the session and waits until it is believed without asking Redis. */
    private void openAndTrust() {
        open();
        await().until(() -> check() == Verdict.ALIVE && verifier.checks().known(session) == Verdict.ALIVE);
    }

    private void end() {
        owner.write(copy(session, 2, true));
    }

    private SessionCopy copy(UUID id, long version, boolean ended) {
        return new SessionCopy(id, user, version, ended, Instant.now().plusSeconds(3600));
    }

    private Verdict check() {
        return verifier.checks().check(session).join();
    }

    /** What Redis says, memory and its minute of grace aside. */
    private Verdict answers(UUID any) {
        return verifier.checks()
                .check(any.equals(session) ? UUID.randomUUID() : any)
                .join();
    }

    private Queue<Loss> watch() {
        Queue<Loss> told = new ConcurrentLinkedQueue<>();
        var _ = verifier.watch().watch(session, told::add);
        return told;
    }

    private void elapse(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }

    private void commands(Consumer<RedisCommands<String, String>> use) {
        try (RedisClient client = RedisClient.create(redis.url())) {
            use.accept(client.connect().sync());
        }
    }

    private static final class NoKeys implements VerificationKeys {
        @Override
        public @Nullable PublicKey find(String keyId) {
            return null;
        }

        @Override
        public boolean known() {
            return false;
        }

        @Override
        public CompletableFuture<@Nullable Void> refresh() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public long withdrawals() {
            return 0;
        }
    }
}
