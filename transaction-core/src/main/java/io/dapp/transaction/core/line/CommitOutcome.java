package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.record.PaymentStore;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Learns what became of a transaction whose COMMIT was not answered. It asks under the account's row lock, which the lost
 * transaction holds until it has ended, so that the answer is certain and stays so.
 */
public final class CommitOutcome {
    private static final Logger log = LoggerFactory.getLogger(CommitOutcome.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** What became of it. */
    public enum Outcome {
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN
    }

    private final TransactionTemplate transaction;
    private final LineRows lines;
    private final PaymentStore payments;
    private final Duration atMost;

    CommitOutcome(TransactionTemplate transaction, LineRows lines, PaymentStore payments, Duration atMost) {
        this.transaction = transaction;
        this.lines = lines;
        this.payments = payments;
        this.atMost = atMost;
    }

    /** Asks, within a bound, by one of the payments that the lost transaction wrote. */
    Outcome ask(AccountKey account, UUID payment) {
        return ask(account, () -> payments.exists(payment));
    }

    /**
     * The same by anything that the lost transaction wrote.
     *
     * @param written asked under the account's lock
     */
    public Outcome ask(AccountKey account, BooleanSupplier written) {
        long deadline = System.nanoTime() + atMost.toNanos();
        do {
            try {
                return Boolean.TRUE.equals(transaction.execute(status -> {
                            status.setRollbackOnly();
                            // Where the lost transaction is the one that begins the line, its row is not there to be
                            // locked yet:
                            // beginning it here waits for the other's end, and is undone.
                            lines.open(account, new Nonce(0));
                            lines.lock(account);
                            return written.getAsBoolean();
                        }))
                        ? Outcome.COMMITTED
                        : Outcome.ROLLED_BACK;
            } catch (DataAccessException | TransactionException e) {
                log.debug("the outcome of a transaction of {} cannot be asked yet", account, e);
            }
        } while (System.nanoTime() < deadline && pause());
        return Outcome.UNKNOWN;
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
