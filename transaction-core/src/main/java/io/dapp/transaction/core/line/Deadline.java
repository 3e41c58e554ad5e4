package io.dapp.transaction.core.line;

import io.dapp.common.problem.ProblemException;
import java.time.Duration;

/**
 * Until when a transaction may begin to commit. It lies before the moment at which a caller stops waiting, so that
 * nothing which was told as unknown appears later than PostgreSQL lets a transaction last.
 */
final class Deadline {
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /**
     * Passes while there is time.
     *
     * @throws ProblemException {@code service_unavailable}
     */
    void check() {
        if (left() <= 0) {
            throw Verdicts.unavailable();
        }
    }

    private long left() {
        return nanos - System.nanoTime();
    }
}
