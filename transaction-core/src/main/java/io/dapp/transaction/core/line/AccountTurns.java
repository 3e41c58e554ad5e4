package io.dapp.transaction.core.line;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.KeyedPermits;
import io.dapp.transaction.core.record.AccountKey;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that wait for an account's row beside those that accept payments. One of each account and few in all hold a
 * connection while they wait, for a short time at once; then they stand behind the others that wait.
 */
public final class AccountTurns {
    private static final Logger log = LoggerFactory.getLogger(AccountTurns.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final TransactionTemplate transaction;
    private final LineRows lines;
    private final Duration lockWait;
    private final Duration patience;
    private final KeyedPermits<AccountKey> accounts = new KeyedPermits<>(1);
    private final Semaphore connections;

    AccountTurns(TransactionTemplate transaction, LineRows lines, LineSettings settings) {
        this.transaction = transaction;
        this.lines = lines;
        this.lockWait = settings.lockWait();
        this.patience = settings.patience();
        this.connections = new Semaphore(settings.rowsAtATime(), true);
    }

    /**
     * Runs a transaction when it is the account's turn; again, where a lock that it needs was not free.
     *
     * @throws ProblemException {@code service_unavailable} when that goes on for too long: nothing is recorded
     */
    public <T> T run(AccountKey account, TransactionCallback<T> body) {
        return run(account, patience, body);
    }

    /** How long that may go on for whoever waits for the answer. */
    public Duration patience() {
        return patience;
    }

    /** The same with another bound of how long that may go on. */
    public <T> T run(AccountKey account, Duration within, TransactionCallback<T> body) {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            Optional<T> result = accounts.with(
                    account,
                    own -> holding(own, deadline, () -> holding(connections, deadline, () -> once(account, body))));
            if (result.isPresent()) {
                return result.get();
            }
            if (System.nanoTime() >= deadline) {
                throw tooLong();
            }
        }
    }

    /** Empty: another holds what it needs, and nothing is written. */
    private <T> Optional<T> once(AccountKey account, TransactionCallback<T> body) {
        try {
            return Optional.of(Objects.requireNonNull(transaction.execute(status -> {
                lines.waitAtMost(lockWait);
                return body.doInTransaction(status);
            })));
        } catch (RuntimeException e) {
            if (!SqlStates.isLockTimeout(e)) {
                throw e;
            }
            log.debug("what {} needs is not free", account, e);
            return Optional.empty();
        }
    }

    private static <T> T holding(Semaphore permits, long deadline, Supplier<T> work) {
        try {
            if (!permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw tooLong();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooLong();
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }

    private static ProblemException tooLong() {
        return new ProblemException(
                CommonError.SERVICE_UNAVAILABLE,
                "Too much waits for this wallet now; nothing was done, repeat the request.",
                RETRY_AFTER);
    }
}
