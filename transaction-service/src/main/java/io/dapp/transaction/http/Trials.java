package io.dapp.transaction.http;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Bounds what one user tries out at once: it costs nodes as much as he wants, and they have few turns for it. */
@Component
@EnableConfigurationProperties(TrialSettings.class)
public final class Trials {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** A user's turns, kept while anything of his runs or waits. */
    private record Turns(Semaphore free, int users) {}

    private final TrialSettings settings;
    private final ConcurrentMap<UUID, Turns> turns = new ConcurrentHashMap<>();

    Trials(TrialSettings settings) {
        this.settings = settings;
    }

    /**
     * Tries something out for a user, when it is its turn.
     *
     * @throws ProblemException {@code rate_limited} when that does not come in time
     */
    public <T> T of(UUID user, Supplier<T> trial) {
        Semaphore free = enter(user);
        try {
            if (!free.tryAcquire(settings.turnWithin().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ProblemException(
                        CommonError.RATE_LIMITED, "Wait for the answers to what you try out already.", RETRY_AFTER);
            }
            try {
                return trial.get();
            } finally {
                free.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(CommonError.SERVICE_UNAVAILABLE, "The service is ending.", RETRY_AFTER);
        } finally {
            turns.computeIfPresent(
                    user, (id, mine) -> mine.users() == 1 ? null : new Turns(mine.free(), mine.users() - 1));
        }
    }

    private Semaphore enter(UUID user) {
        Turns mine = turns.compute(
                user,
                (id, before) -> before == null
                        ? new Turns(new Semaphore(settings.perUser(), true), 1)
                        : new Turns(before.free(), before.users() + 1));
        return Objects.requireNonNull(mine).free();
    }
}
