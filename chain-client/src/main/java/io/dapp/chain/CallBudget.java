package io.dapp.chain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** How many calls a node is given in a second; who comes when they are spent waits for the next ones, in turn. */
final class CallBudget {
    static final CallBudget UNLIMITED = new CallBudget(0);

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
        long wait = reserve(calls, limit.toNanos());
        if (wait > 0 && wait <= limit.toNanos()) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
        return wait <= limit.toNanos();
    }

    /** Takes what others wait for meanwhile; waits for nothing. */
    void force(int calls) {
        if (perSecond > 0) {
            reserve(calls, Long.MAX_VALUE);
        }
    }

    /** Returns how far its turn is away; where that is beyond the limit, nothing is taken. */
    private long reserve(int calls, long limit) {
        lock.lock();
        try {
            long now = System.nanoTime();
            // A second's calls may come at once after a pause, no more.
            long from = Math.max(paidAt, now - TimeUnit.SECONDS.toNanos(1));
            long wait = from - now;
            if (wait <= limit) {
                paidAt = from + calls * TimeUnit.SECONDS.toNanos(1) / perSecond;
            }
            return wait;
        } finally {
            lock.unlock();
        }
    }
}
