package io.dapp.common.outbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The relay's bell: any number of rings before it listens are one. */
final class Signal {
    private final Semaphore rung = new Semaphore(0);

    private final AtomicBoolean appended = new AtomicBoolean();

    /** Something was appended, here or in another process. */
    void appended() {
        appended.set(true);
        ring();
    }

    /** Whether something was appended since this was asked last. */
    boolean takeAppended() {
        return appended.getAndSet(false);
    }

    void ring() {
        if (rung.availablePermits() == 0) {
            rung.release();
        }
    }

    /** Waits for a ring, at most that long. */
    void await(Duration timeout) throws InterruptedException {
        if (rung.tryAcquire(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS)) {
            rung.drainPermits();
        }
    }
}
