package io.dapp.transaction.core.simulation.postgres;

import io.dapp.transaction.core.simulation.Dice;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thing after another that a process does beside others: an action runs on a thread of its own, with those that it
 * starts and waits for, until it ends, stops at a failpoint, or waits for a lock in PostgreSQL.
 */
final class Strand {
    enum State {
        /** Nothing is under way. */
        IDLE,
        RUNNING,
        /** It stands at a failpoint. */
        PARKED
    }

    private static final InheritableThreadLocal<@Nullable Strand> CURRENT = new InheritableThreadLocal<>();

    private final String process;
    private final String kind;
    private final Dice dice;
    private final int commitsPerFault;
    private final Semaphore told = new Semaphore(0);
    private final Semaphore go = new Semaphore(0);
    private volatile State state = State.IDLE;
    private volatile int pace;
    private volatile boolean dead;
    private volatile @Nullable Wire wire;
    private volatile @Nullable Throwable failure;

    /** @param commitsPerFault of how many of its COMMITs about one goes wrong */
    Strand(String process, String kind, Dice dice, int commitsPerFault) {
        this.process = process;
        this.kind = kind;
        this.dice = dice;
        this.commitsPerFault = commitsPerFault;
    }

    /** Whose thread this is; null: none's. */
    static @Nullable Strand current() {
        return CURRENT.get();
    }

    /** What it does. */
    String kind() {
        return kind;
    }

    /** Its own, so that what it decides does not depend on who else runs. */
    Dice dice() {
        return dice;
    }

    State state() {
        return state;
    }

    /**
     * Begins an action; one of three does not stop on its way, as it mostly is.
     *
     * @param often whether this one stops, and at every few failpoints
     */
    void start(Runnable action, boolean often) {
        int seldom = dice.oneIn(3) ? 0 : dice.between(4, 16);
        pace = often ? dice.between(2, 4) : seldom;
        state = State.RUNNING;
        Thread.ofVirtual().name(toString()).start(() -> {
            CURRENT.set(this);
            try {
                action.run();
            } catch (Throwable e) {
                failure = e;
            }
            state = State.IDLE;
            told.release();
        });
    }

    /** What an action ended with that no caller should see; once. */
    @Nullable
    Throwable failure() {
        Throwable ended = failure;
        failure = null;
        return ended;
    }

    /** Whether its COMMIT goes wrong. */
    boolean losesCommit() {
        return dice.oneIn(commitsPerFault);
    }

    /** Whether it is to stop here. */
    boolean stops() {
        return pace > 0 && dice.oneIn(pace);
    }

    /** At a failpoint: stops until it is told to go on. */
    void park() {
        state = State.PARKED;
        told.release();
        go.acquireUninterruptibly();
        endIfDead();
    }

    void goOn() {
        state = State.RUNNING;
        go.release();
    }

    /** A statement is under way. */
    void enters(Wire by) {
        wire = by;
    }

    void leaves() {
        wire = null;
        endIfDead();
    }

    /** What a statement is under way on. */
    @Nullable
    Wire wire() {
        return wire;
    }

    /** Whether it has stopped or ended since this was last answered so. */
    boolean stopped(long millis) {
        try {
            return told.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Its process has ended: whatever it was about to do it never does, not even what stands in a finally. */
    void kill() {
        dead = true;
    }

    private void endIfDead() {
        while (dead) {
            LockSupport.park();
        }
    }

    @Override
    public String toString() {
        return process + " " + kind;
    }
}
