package io.dapp.transaction.core.line;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Accepts payments: each gets its nonce and signature and is recorded in one commit, or it is refused and is nowhere. */
public final class NonceLine {
    private final Combiner combiner;
    private final Funds funds;
    private final RepeatedRequests repeats;
    private final Duration wait;

    NonceLine(Combiner combiner, Funds funds, RepeatedRequests repeats, Duration wait) {
        this.combiner = combiner;
        this.funds = funds;
        this.repeats = repeats;
        this.wait = wait;
    }

    /**
     * Accepts payments, or answers as it was answered before under the same key. What it returns is committed.
     *
     * @throws ProblemException {@code insufficient_funds}, {@code idempotency_key_reused}, {@code chain_unavailable},
     *     {@code signer_unavailable}, {@code service_unavailable}: nothing is recorded; {@code outcome_unknown}: it may be
     */
    public StoredAnswer accept(PaymentRequest request) {
        try {
            return await(new Submission(request, false));
        } catch (UnfundedException e) {
            funds.awaitHead(request.account().chainId());
            return await(new Submission(request, true));
        }
    }

    /**
     * The answer that a request was given before, asked under the account's lock: it waits for a twin that is being
     * accepted at this moment, so that nobody is refused what the other is granted.
     */
    public Optional<StoredAnswer> repeated(AccountKey account, IdempotencyKey key) {
        return repeats.find(account, key);
    }

    private StoredAnswer await(Submission submission) {
        combiner.submit(submission);
        boolean interrupted = false;
        try {
            return answer(submission, wait.toNanos());
        } catch (TimeoutException e) {
            return giveUp(submission);
        } catch (InterruptedException e) {
            interrupted = true;
            return giveUp(submission);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private StoredAnswer giveUp(Submission submission) {
        if (submission.giveUp()) {
            throw new ProblemException(
                    CommonError.SERVICE_UNAVAILABLE,
                    "The payment was not accepted in time; nothing is recorded.",
                    wait);
        }
        // Not even an interruption shortens this: what is told as unknown must not be begun later.
        long deadline = System.nanoTime() + wait.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer(submission, deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            throw Verdicts.unknown(submission.payment());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static StoredAnswer answer(Submission submission, long nanos)
            throws InterruptedException, TimeoutException {
        try {
            return submission.answer().get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("accepting a payment failed", e.getCause());
        }
    }
}
