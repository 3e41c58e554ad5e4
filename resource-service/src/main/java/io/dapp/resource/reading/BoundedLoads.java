package io.dapp.resource.reading;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets so many reads through to the database at a time, and the others wait only so long. */
final class BoundedLoads {
    private final Semaphore turns;
    private final Duration maxWait;

    BoundedLoads(ReadingSettings settings) {
        this.turns = new Semaphore(settings.maxLoads());
        this.maxWait = settings.maxWait();
    }

    <T> T load(Supplier<T> read) {
        boolean admitted = false;
        try {
            admitted = turns.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw new ProblemException(
                        CommonError.SERVICE_UNAVAILABLE, "Too many reads are waiting.", Duration.ofSeconds(1));
            }
            return read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    CommonError.SERVICE_UNAVAILABLE, "The service is stopping.", Duration.ofSeconds(1));
        } finally {
            if (admitted) {
                turns.release();
            }
        }
    }
}
