package io.dapp.transaction.core;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounds what is done for one user at once where what it costs is his choice: others need their turns too. */
public final class UserTurns {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final KeyedPermits<UUID> users;
    private final Duration turnWithin;
    private final String refusal;

    /**
     * Bounds one kind of work.
     *
     * @param perUser how much of it is done for a user at once, in this process
     * @param turnWithin how long more of it waits
     * @param refusal what is told where that was not enough
     */
    public UserTurns(int perUser, Duration turnWithin, String refusal) {
        this.users = new KeyedPermits<>(perUser);
        this.turnWithin = turnWithin;
        this.refusal = refusal;
    }

    /**
     * Does something for a user, when it is its turn.
     *
     * @throws ProblemException {@code rate_limited} when that does not come in time
     */
    public <T> T of(UUID user, Supplier<T> work) {
        return users.with(user, free -> {
            try {
                if (!free.tryAcquire(turnWithin.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new ProblemException(CommonError.RATE_LIMITED, refusal, RETRY_AFTER);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProblemException(CommonError.SERVICE_UNAVAILABLE, "The service is ending.", RETRY_AFTER);
            }
            try {
                return work.get();
            } finally {
                free.release();
            }
        });
    }
}
