package io.dapp.transaction.core.signing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Calls a remote signer: so many at a time, all that belong together within one time, on threads of their own, so that
 * whoever waits for one that hangs goes on when the time is over.
 */
final class BoundedCalls implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BoundedCalls.class);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("signing-", 0).factory());
    private final Semaphore permits;
    private final Duration within;

    BoundedCalls(int concurrent, Duration within) {
        this.permits = new Semaphore(concurrent, true);
        this.within = within;
    }

    /**
     * The results of all, in their order; once one has failed no other is begun.
     *
     * @param own bounds these among themselves
     * @throws SignerUnavailableException when not all of them succeed in time
     */
    <T> List<T> all(List<Callable<T>> calls, Semaphore own) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<Callable<T>> bounded = new ArrayList<>(calls.size());
        for (Callable<T> call : calls) {
            bounded.add(() -> within(own, () -> within(permits, () -> unless(failure, call))));
        }
        try {
            List<T> results = new ArrayList<>(calls.size());
            for (Future<T> result : threads.invokeAll(bounded, within.toNanos(), TimeUnit.NANOSECONDS)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignerUnavailableException("interrupted while KMS signs", e);
        } catch (CancellationException e) {
            log.warn("KMS did not answer within {}", within);
            throw new SignerUnavailableException("KMS did not answer within " + within, e);
        } catch (ExecutionException e) {
            String why = reason(e.getCause());
            log.warn("KMS cannot be used: {}", why);
            throw new SignerUnavailableException("KMS cannot be used: " + why, e.getCause());
        }
    }

    private static <T> T within(Semaphore permits, Callable<T> call) throws Exception {
        // Whoever waits too long is interrupted: the whole has its time.
        permits.acquire();
        try {
            return call.call();
        } finally {
            permits.release();
        }
    }

    private static <T> T unless(AtomicReference<@Nullable Exception> failure, Callable<T> call) throws Exception {
        Exception before = failure.get();
        if (before != null) {
            throw before;
        }
        try {
            return call.call();
        } catch (Exception e) {
            failure.set(e);
            throw e;
        }
    }

    /** A service's own words may name more than a log should hold: its code is enough. */
    private static String reason(@Nullable Throwable failure) {
        if (failure instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return service.awsErrorDetails().errorCode() + " (request " + service.requestId() + ")";
        }
        return failure instanceof SignerUnavailableException own
                ? String.valueOf(own.getMessage())
                : String.valueOf(failure == null ? null : failure.getClass().getSimpleName());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
