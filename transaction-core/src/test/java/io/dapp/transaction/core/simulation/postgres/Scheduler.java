package io.dapp.transaction.core.simulation.postgres;

import io.dapp.transaction.core.simulation.Broken;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets one strand run at a time, until it stops or waits for a lock. Who gets a lock that another has let go runs until it
 * stops before anybody else is chosen.
 */
final class Scheduler {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);
    /** So long a strand without a statement may take until it counts as waiting for another of its process. */
    private static final long WITHOUT_STATEMENT = TimeUnit.SECONDS.toNanos(5);

    private final Stage stage;
    private final int crowd;
    private final Consumer<Strand> timedOut;
    private final List<Strand> waiting = new CopyOnWriteArrayList<>();
    /** Those of them that wait for no lock. */
    private final Set<Strand> ofItsProcess = new HashSet<>();

    /**
     * One for a schedule.
     *
     * @param crowd how many may wait for locks at a time; for the next one it does not come in time
     * @param timedOut told of each for whom it does not
     */
    Scheduler(Stage stage, int crowd, Consumer<Strand> timedOut) {
        this.stage = stage;
        this.crowd = crowd;
        this.timedOut = timedOut;
    }

    /** Who waits for a lock. */
    List<Strand> waiting() {
        return List.copyOf(waiting);
    }

    boolean someWait() {
        return !waiting.isEmpty();
    }

    /** Whether the action stops often is as in {@link Strand#start}. */
    void start(Strand strand, Runnable action, boolean often) {
        strand.start(action, often);
        await(strand);
        settle();
    }

    void goOn(Strand strand) {
        strand.goOn();
        await(strand);
        settle();
    }

    /** The lock that a strand waits for does not come in time. */
    void timeOut(Strand strand) {
        Wire wire = strand.wire();
        if (wire != null) {
            timedOut.accept(strand);
            wire.timesOut();
            stage.cancel(wire.pid());
            waiting.remove(strand);
            await(strand);
        }
        settle();
    }

    /** Their process has ended. */
    void forget(Collection<Strand> strands) {
        waiting.removeAll(strands);
        ofItsProcess.removeAll(strands);
    }

    /** Whoever does not wait any more runs until it stops. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Strand strand : waiting()) {
                if (ofItsProcess.contains(strand) ? strand.stopped(0) : hasLock(strand)) {
                    waiting.remove(strand);
                    if (!ofItsProcess.remove(strand)) {
                        await(strand);
                    }
                    moved = true;
                }
            }
        }
    }

    private boolean hasLock(Strand strand) {
        Wire wire = strand.wire();
        return wire == null || !stage.waitsForLock(wire.pid());
    }

    private void await(Strand strand) {
        long begun = System.nanoTime();
        for (long patience = 2; !strand.stopped(patience); patience = Math.min(50, 2 * patience)) {
            Wire wire = strand.wire();
            long taken = System.nanoTime() - begun;
            boolean ofItsOwn = wire == null && taken > WITHOUT_STATEMENT;
            if (wire != null && stage.waitsForLock(wire.pid())) {
                if (waiting.size() >= crowd) {
                    timedOut.accept(strand);
                    wire.timesOut();
                    stage.cancel(wire.pid());
                } else {
                    waiting.add(strand);
                    return;
                }
            }
            if (ofItsOwn) {
                ofItsProcess.add(strand);
                waiting.add(strand);
                return;
            }
            if (taken > LIMIT) {
                throw new Broken(strand + " neither stops nor waits for a lock");
            }
        }
    }
}
