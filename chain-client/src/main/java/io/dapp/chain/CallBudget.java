package io.dapp.chain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** How many calls a node is given in a second; who comes when they are spent waits for the next ones, in turn. */
final class CallBudget {
    private final long perSecond;
    private final ReentrantLock lock = new ReentrantLock(true);
    /** When the calls that were given are paid for, by {@link System#nanoTime()}. */
    private long paidAt;

    /** @param perSecond 0: there is no end of them */
    CallBudget(int perSecond) {
        this.perSecond = perSecond;
        this.paidAt = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
    }

    /** Waits for its turn; false, and nothing is taken, where that is further away than {@code limit}. */
    boolean take(int calls, Duration limit) throws InterruptedException {
        if (perSecond == 0) {
            return true;
        }
        long wait;
        lock.lockInterruptibly();
        try {
            long now = System.nanoTime();
            // A second's calls may come at once after a pause, no more.
            long from = Math.max(paidAt, now - TimeUnit.SECONDS.toNanos(1));
            wait = from - now;
            if (wait > limit.toNanos()) {
                return false;
            }
            paidAt = from + calls * TimeUnit.SECONDS.toNanos(1) / perSecond;
        } finally {
            lock.unlock();
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        return true;
    }
}
