package io.dapp.transaction.core.line;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.record.AccountKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts together what arrives for one account while its last transaction runs: per account one transaction at a time, so
 * that waiting takes no database connection.
 */
final class Combiner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Combiner.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final BiConsumer<AccountKey, List<Submission>> transaction;
    private final int combined;
    private final int queued;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<AccountKey, Deque<Submission>> waiting = new HashMap<>();
    private final Duration shutdown;
    private boolean closed;

    /**
     * Combines for one process.
     *
     * @param transaction completes the answer of every submission it is given
     */
    Combiner(BiConsumer<AccountKey, List<Submission>> transaction, LineSettings settings) {
        this.transaction = transaction;
        this.combined = settings.combinedPayments();
        this.queued = settings.queuedPayments();
        this.shutdown = settings.shutdown();
    }

    /**
     * Lets a submission wait for its account's next transaction.
     *
     * @throws ProblemException {@code service_unavailable} when too many wait, or the process ends
     */
    void submit(Submission submission) {
        AccountKey account = submission.request().account();
        synchronized (waiting) {
            if (closed) {
                throw ending();
            }
            Deque<Submission> queue = waiting.get(account);
            if (queue == null) {
                threads.execute(() -> work(account));
                waiting.put(account, new ArrayDeque<>(List.of(submission)));
            } else if (queue.stream().mapToInt(Submission::size).sum() < queued) {
                queue.add(submission);
            } else {
                throw new ProblemException(
                        CommonError.SERVICE_UNAVAILABLE, "Too many payments of this wallet are waiting.", RETRY_AFTER);
            }
        }
    }

    private void work(AccountKey account) {
        List<Submission> batch;
        do {
            batch = next(account);
            if (!batch.isEmpty()) {
                run(account, batch);
            }
        } while (!batch.isEmpty());
    }

    private void run(AccountKey account, List<Submission> batch) {
        try {
            transaction.accept(account, batch);
        } catch (RuntimeException | Error e) {
            batch.forEach(submission -> submission.answer().completeExceptionally(e));
        }
    }

    /** Empty: nobody waits, and the account is nobody's turn any more. */
    private List<Submission> next(AccountKey account) {
        List<Submission> batch = new ArrayList<>();
        synchronized (waiting) {
            Deque<Submission> queue = waiting.getOrDefault(account, new ArrayDeque<>());
            int payments = 0;
            while (!queue.isEmpty()
                    && (batch.isEmpty() || payments + queue.getFirst().size() <= combined)) {
                Submission submission = queue.remove();
                if (submission.take()) {
                    batch.add(submission);
                    payments += submission.size();
                }
            }
            if (batch.isEmpty()) {
                waiting.remove(account);
            }
        }
        return batch;
    }

    /** Refuses who still waits, and lets what a transaction has taken end, within a bound. */
    @Override
    public void close() {
        List<Submission> left = new ArrayList<>();
        synchronized (waiting) {
            closed = true;
            for (Deque<Submission> queue : waiting.values()) {
                left.addAll(queue);
                queue.clear();
            }
        }
        left.stream()
                .filter(Submission::take)
                .forEach(submission -> submission.answer().completeExceptionally(ending()));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(shutdown.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("payments are still being accepted after {}; their outcome is not waited for", shutdown);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ProblemException ending() {
        return new ProblemException(
                CommonError.SERVICE_UNAVAILABLE,
                "This instance is being stopped; the payment was not accepted, nothing is recorded.",
                RETRY_AFTER);
    }
}
