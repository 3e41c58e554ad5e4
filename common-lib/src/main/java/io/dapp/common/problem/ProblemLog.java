package io.dapp.common.problem;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers an exception and logs it where somebody has to look: the unexpected each time, a database away now and then. */
final class ProblemLog {
    private static final Logger log = LoggerFactory.getLogger(ProblemLog.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong awayLoggedAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    Problem answer(Throwable failure, String method, String path) {
        Problem problem = ProblemMapping.of(failure).orElse(null);
        if (problem == null) {
            log.error("Unexpected failure of {} {}", method, path, failure);
            return ProblemMapping.internal();
        }
        if (Unavailability.isDatabaseAway(failure)) {
            logAway(failure);
        }
        return problem;
    }

    private void logAway(Throwable failure) {
        long last = awayLoggedAt.get();
        long now = System.nanoTime();
        if (now - last >= QUIET_NANOS && awayLoggedAt.compareAndSet(last, now)) {
            log.warn("The database does not answer, requests get 503: {}", rootMessage(failure));
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
