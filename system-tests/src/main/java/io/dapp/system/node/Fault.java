package io.dapp.system.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A fault that is in force until it has taken its share of calls or is lifted. Thread-safe.
 *
 * <p>The first fault that was asked for and matches takes a call; others do not see it.
 */
public final class Fault {
    private final Predicate<RpcCall> matches;
    private final long from;
    private final long to;
    private final Effect effect;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private long matched;
    private long hits;

    Fault(Predicate<RpcCall> matches, long from, long to, Effect effect) {
        this.matches = matches;
        this.from = from;
        this.to = to;
        this.effect = effect;
    }

    Effect effect() {
        return effect;
    }

    synchronized boolean takes(RpcCall call) {
        if (end.isDone() || !matches.test(call)) {
            return false;
        }
        matched++;
        if (matched < from || matched > to) {
            return false;
        }
        hits++;
        notifyAll();
        return true;
    }

    /** How many calls it has taken. */
    public synchronized long hits() {
        return hits;
    }

    /** Waits until it has taken {@code count} calls. */
    public synchronized void awaitHits(long count, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (hits < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("expected " + count + " calls within " + limit + ", the fault took " + hits);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** Takes no more calls; those held go on. */
    public void release() {
        end.complete(true);
    }

    /** Takes no more calls; those held are dropped with their connections: what was not forwarded never is. */
    public void discard() {
        end.complete(false);
    }

    /** Blocks a held call; true when it may go on, false when it is to be dropped. */
    boolean awaitRelease() {
        return end.join();
    }

    /** Blocks a delayed call; true when it may go on. */
    boolean awaitReleaseOr(Duration limit) {
        return end.copy()
                .completeOnTimeout(true, limit.toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }
}
