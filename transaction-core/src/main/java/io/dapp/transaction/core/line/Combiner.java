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
import java.util.function.BiConsumer;

/**
 * Puts together what arrives for one account while its last transaction runs: per account one transaction at a time, so
 * that waiting takes no database connection.
 */
final class Combiner implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final BiConsumer<AccountKey, List<Submission>> transaction;
    private final int combined;
    private final int queued;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<AccountKey, Deque<Submission>> waiting = new HashMap<>();

    /**
     * Combines for one process.
     *
     * @param transaction completes the answer of every submission it is given
     */
    Combiner(BiConsumer<AccountKey, List<Submission>> transaction, LineSettings settings) {
        this.transaction = transaction;
        this.combined = settings.combinedPayments();
        this.queued = settings.queuedPayments();
    }

    /**
     * Lets a submission wait for its account's next transaction.
     *
     * @throws ProblemException {@code service_unavailable} when too many wait
     */
    void submit(Submission submission) {
        AccountKey account = submission.order().account();
        synchronized (waiting) {
            Deque<Submission> queue = waiting.get(account);
            if (queue == null) {
                waiting.put(account, new ArrayDeque<>(List.of(submission)));
                threads.execute(() -> work(account));
            } else if (queue.size() < queued) {
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
            while (batch.size() < combined && !queue.isEmpty()) {
                Submission submission = queue.remove();
                if (submission.take()) {
                    batch.add(submission);
                }
            }
            if (batch.isEmpty()) {
                waiting.remove(account);
            }
        }
        return batch;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
