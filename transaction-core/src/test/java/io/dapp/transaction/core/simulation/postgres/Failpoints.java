package io.dapp.transaction.core.simulation.postgres;

import io.dapp.transaction.core.simulation.Dice;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happens at the failpoints of a schedule: each strand's own dice decide. */
final class Failpoints {
    /** Read under a lock of the process' own: whoever stopped there would hold up its other strands in this JVM. */
    private static final String CURSOR = "select cursor_number, cursor_hash, halted";

    private static final long ORDINARY = 3_000;
    private static final long LENGTHY = 20_000;

    /** What becomes of a COMMIT. */
    enum Commit {
        ANSWERED("answered"),
        /** It happens, and nobody is told. */
        ANSWER_LOST("answer lost"),
        /** The connection is lost before PostgreSQL has it, which undoes the transaction. */
        NEVER_ARRIVED("never arrived"),
        /** The connection is lost and PostgreSQL has it: it holds its locks, and happens later. */
        UNDER_WAY("under way");

        private final String said;

        Commit(String said) {
            this.said = said;
        }
    }

    /** A transaction whose process has lost it, and that PostgreSQL still has. */
    private record Lingering(String whose, Stage.Backend backend, boolean commits) {}

    private final Stage stage;
    private final @Nullable PlantedBug bug;
    private final Consumer<String> trace;
    private final Scheduler scheduler;
    private final Map<FailpointDataSource, List<Wire>> wires = new LinkedHashMap<>();
    private final Map<Wire, FailpointDataSource> owners = new LinkedHashMap<>();
    private final List<Lingering> lingering = new ArrayList<>();
    private final Map<String, Integer> reached = new TreeMap<>();
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean calm;

    Failpoints(Stage stage, Scheduler scheduler, @Nullable PlantedBug bug, Consumer<String> trace) {
        this.stage = stage;
        this.scheduler = scheduler;
        this.bug = bug;
        this.trace = trace;
    }

    /** Whether nothing happens at them from now on. */
    void calm(boolean now) {
        calm = now;
    }

    long now() {
        return stage.now();
    }

    /** How often what happened. */
    synchronized Map<String, Integer> reached() {
        return Map.copyOf(reached);
    }

    synchronized void reach(String what) {
        reached.merge(what, 1, Integer::sum);
    }

    String text(String sql) {
        return bug == null ? sql : bug.in(sql);
    }

    Wire open(FailpointDataSource by) {
        Wire wire = new Wire(stage.take(), this);
        synchronized (this) {
            wires.computeIfAbsent(by, one -> new ArrayList<>()).add(wire);
            owners.put(wire, by);
        }
        return wire;
    }

    private synchronized void forget(Wire wire) {
        FailpointDataSource owner = owners.remove(wire);
        if (owner != null) {
            Objects.requireNonNull(wires.get(owner)).remove(wire);
        }
    }

    /** Its user has done with it. */
    void closed(Wire wire) {
        forget(wire);
        if (!wire.lost()) {
            stage.giveBack(wire.backend());
        }
    }

    /** The connection is gone, and with it its transaction. */
    void discard(Wire wire) {
        wire.lose();
        forget(wire);
        stage.giveBack(wire.backend());
    }

    /** The connection is gone, and PostgreSQL does not know it yet. */
    void lingers(Wire wire, boolean commits) {
        wire.lose();
        forget(wire);
        Strand strand = Strand.current();
        synchronized (this) {
            lingering.add(
                    new Lingering(strand == null ? "an ended process" : strand.toString(), wire.backend(), commits));
        }
    }

    private synchronized List<Wire> wires(@Nullable FailpointDataSource of) {
        return of == null ? List.copyOf(owners.keySet()) : List.copyOf(wires.getOrDefault(of, List.of()));
    }

    /** Whether PostgreSQL has a transaction of a process that goes on. */
    boolean inTransaction(FailpointDataSource process) {
        return wires(process).stream().anyMatch(wire -> wire.openSince() != null);
    }

    /** A process ends: its connections are closed with it, some of them not at once. */
    void end(FailpointDataSource process, Dice dice) {
        for (Wire wire : wires(process)) {
            if (wire.busy()) {
                wire.lose();
                forget(wire);
                stage.terminate(wire.pid());
            } else if (wire.openSince() != null && dice.oneIn(2)) {
                lingers(wire, false);
            } else {
                discard(wire);
            }
            scheduler.settle();
        }
    }

    /** Whatever a schedule has left, should it have broken off. */
    void close() {
        for (Wire wire : wires(null)) {
            if (wire.busy()) {
                terminate(wire);
            } else {
                discard(wire);
            }
        }
        lingering.forEach(one -> stage.giveBack(one.backend()));
        lingering.clear();
    }

    /** PostgreSQL notices one of those, or comes to its COMMIT. */
    void settleOne(Dice dice) {
        Lingering one;
        synchronized (this) {
            one = lingering.isEmpty() ? null : lingering.remove(dice.upTo(lingering.size() - 1));
        }
        if (one != null) {
            settle(one);
        }
    }

    void settleAll() {
        List<Lingering> all;
        synchronized (this) {
            all = List.copyOf(lingering);
            lingering.clear();
        }
        all.forEach(this::settle);
    }

    private void settle(Lingering one) {
        trace.accept("PostgreSQL " + (one.commits() ? "commits" : "rolls back") + " what " + one.whose() + " left");
        try {
            if (one.commits()) {
                one.backend().connection().commit();
            } else {
                one.backend().connection().rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        stage.giveBack(one.backend());
        scheduler.settle();
    }

    /** As PostgreSQL's {@code transaction_timeout} does. */
    void endLongTransactions() {
        settleAll();
        for (Wire wire : wires(null)) {
            Long since = wire.openSince();
            if (since != null && now() - since > (wire.lengthy() ? LENGTHY : ORDINARY)) {
                trace.accept("a transaction has lasted too long");
                reach("transaction timed out");
                terminate(wire);
                scheduler.settle();
            }
        }
    }

    private void terminate(Wire wire) {
        wire.terminated();
        stage.terminate(wire.pid());
    }

    /** Who comes to a failpoint, and perhaps stops there; null: nothing else happens to him. */
    private @Nullable Strand passes(String where, String sql) {
        Strand strand = calm ? null : Strand.current();
        if (strand != null && strand.stops() && !sql.startsWith(CURSOR)) {
            trace.accept(strand + " stops " + where + " " + shortened(sql));
            strand.park();
        }
        return calm ? null : strand;
    }

    void before(Wire wire, String sql) {
        point(wire, "before", sql);
    }

    void after(Wire wire, String sql) {
        point(wire, "after", sql);
    }

    private void point(Wire wire, String where, String sql) {
        Strand strand = passes(where, sql);
        if (strand != null && strand.dice().oneIn(200)) {
            trouble(strand, wire, where + " " + shortened(sql));
        }
    }

    private void trouble(Strand strand, Wire wire, String point) {
        int what = strand.dice().upTo(2);
        trace.accept(strand + " "
                + List.of("loses its connection", "is cut off", "has its backend terminated")
                        .get(what) + " " + point);
        switch (what) {
            case 0 -> {
                discard(wire);
                released("ROLLBACK");
            }
            case 1 -> {
                if (wire.openSince() == null) {
                    discard(wire);
                } else {
                    lingers(wire, false);
                }
            }
            default -> {
                terminate(wire);
                released("its backend");
            }
        }
        reach(List.of("connection lost", "connection cut", "backend terminated").get(what));
    }

    /** How many transactions were committed, or may have been. */
    long commits() {
        return commits.get();
    }

    Commit commit(Wire wire) {
        commits.incrementAndGet();
        Strand strand = passes("before", "COMMIT");
        if (strand == null || !strand.losesCommit() || wire.openSince() == null) {
            return Commit.ANSWERED;
        }
        Commit how = strand.dice().oneOf(List.of(Commit.ANSWER_LOST, Commit.NEVER_ARRIVED, Commit.UNDER_WAY));
        trace.accept(strand + "'s COMMIT: " + how.said);
        reach(strand.kind().replace("_MORE", "") + " COMMIT " + how.said);
        return how;
    }

    /** Locks were let go: who waited for them runs before this one goes on. */
    void released(String by) {
        Strand strand = Strand.current();
        if (strand != null && scheduler.someWait()) {
            trace.accept(strand + " stops after " + by);
            strand.park();
        } else {
            var _ = passes("after", by);
        }
    }

    private static String shortened(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() > 60 ? line.substring(0, 60) : line;
    }
}
