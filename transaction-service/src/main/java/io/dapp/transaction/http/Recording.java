package io.dapp.transaction.http;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions that record what a caller asks for. */
public final class Recording {
    private static final Logger log = LoggerFactory.getLogger(Recording.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Recording() {}

    /**
     * Runs one.
     *
     * @throws ProblemException {@code outcome_unknown} when its COMMIT was not answered: it may have been carried out
     */
    public static <T> T in(TransactionTemplate transaction, Function<TransactionStatus, T> body) {
        AtomicBoolean written = new AtomicBoolean();
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                T result = body.apply(status);
                written.set(!status.isRollbackOnly());
                return result;
            }));
        } catch (DataAccessException | TransactionException e) {
            if (!written.get()) {
                throw e;
            }
            log.warn("a COMMIT was not answered: {}", e.toString());
            throw new ProblemException(
                    PaymentError.OUTCOME_UNKNOWN,
                    "It may be recorded: repeat the request with the same Idempotency-Key, or look whether it is there.",
                    RETRY_AFTER);
        }
    }
}
