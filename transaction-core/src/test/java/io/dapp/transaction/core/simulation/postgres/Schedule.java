package io.dapp.transaction.core.simulation.postgres;

import io.dapp.chain.Address;
import io.dapp.transaction.core.simulation.Broken;
import io.dapp.transaction.core.simulation.Dice;
import io.dapp.transaction.core.simulation.postgres.CoreProcess.Kind;
import io.dapp.transaction.core.simulation.postgres.CoreProcess.Task;
import io.dapp.transaction.core.simulation.postgres.Strand.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two services and two workers on one database and one chain; what happens, in which order, a seed decides. */
final class Schedule {
    private static final int DEEPEST = 2;
    private static final int ROUNDS = 60;
    private static final Set<Task> LEASED = EnumSet.of(Task.SEND, Task.FOLLOW);

    private final Stage stage;
    private final Dice dice;
    private final Network network;
    private final Failpoints failpoints;
    private final Scheduler scheduler;
    private final Callers callers;
    private final Tasks tasks;
    private final RecordInvariants invariants;
    private final List<CoreProcess> processes = new ArrayList<>();
    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    /** A process that stands still, and the step at which it goes on. */
    private final Map<CoreProcess, Integer> still = new HashMap<>();

    private int step;
    private int born;
    private long held;

    Schedule(Stage stage, long seed, @Nullable PlantedBug bug) {
        this.stage = stage;
        this.dice = new Dice(seed);
        this.network = stage.begin(
                List.of(Callers.COST * dice.between(2, 7), Callers.COST * dice.between(2, 7)), new Dice(dice.seed()));
        this.scheduler = new Scheduler(stage, seed % 4 == 3 ? 8 : 1, this::timedOut);
        this.failpoints = new Failpoints(stage, scheduler, bug, trace::add);
        this.callers = new Callers(stage);
        this.tasks = new Tasks(stage, network, callers);
        this.invariants = new RecordInvariants(stage, network, callers);
        for (Kind kind : List.of(Kind.SERVICE, Kind.SERVICE, Kind.WORKER, Kind.WORKER)) {
            processes.add(born(kind));
        }
    }

    private CoreProcess born(Kind kind) {
        return new CoreProcess(kind, kind.name().toLowerCase(Locale.ROOT) + " " + ++born, stage, failpoints, dice);
    }

    /** What happened, in its order. */
    List<String> trace() {
        return List.copyOf(trace);
    }

    /** How often failpoints did what. */
    Map<String, Integer> reached() {
        return failpoints.reached();
    }

    /** Trouble for a while, then none until all is over; what is recorded has to agree with the chain. */
    void run(int steps) {
        try {
            begin();
            for (; step < steps; step++) {
                act();
                check();
            }
            heal();
            for (int round = 0; round < ROUNDS && !invariants.over(); round++) {
                goOn(round);
            }
            stage.pass(20_000);
            toTheEnd(processes.getFirst(), Task.SEND);
            invariants.holdAtTheEnd();
            invariants.ended().forEach(failpoints::reach);
        } finally {
            processes.forEach(CoreProcess::close);
            strands().forEach(Strand::kill);
            failpoints.close();
        }
    }

    /** The chain is followed when the first payment comes. */
    private void begin() {
        failpoints.calm(true);
        CoreProcess worker = processes.getLast();
        begin(worker, Task.FOLLOW, true);
        begin(worker, Task.FOLLOW, true);
        failpoints.calm(false);
    }

    private void act() {
        List<CoreProcess> sending = sending();
        if (!sending.isEmpty() && dice.oneIn(12)) {
            overtake(dice.oneOf(sending));
            return;
        }
        int choice = dice.upTo(99);
        if (choice < 70) {
            strand();
        } else if (choice < 79) {
            if (network.hasCandidates() || dice.oneIn(4)) {
                happens("a block", () -> network.mine(0));
                Network.NAMES.stream().filter(name -> !dice.oneIn(3)).forEach(this::sync);
            }
        } else if (choice < 82) {
            sync(dice.oneOf(Network.NAMES));
        } else if (choice < 87) {
            pass(dice.oneIn(8) ? 9_000 : dice.upTo(1_500));
        } else if (choice < 91) {
            if (network.newestHold(DEEPEST) || dice.oneIn(4)) {
                happens("a reorg", () -> network.reorg(DEEPEST, dice));
                Network.NAMES.stream().filter(name -> dice.oneIn(2)).forEach(this::sync);
            }
        } else if (choice < 92) {
            String name = dice.oneOf(Network.NAMES);
            happens("node " + name + " loses its pool", () -> network.losePool(name));
        } else if (choice < 93) {
            away(dice.oneOf(Network.NAMES));
        } else if (choice < 94) {
            useNonceElsewhere(dice.oneOf(List.copyOf(network.accounts())));
        } else if (choice < 95) {
            end(dice.oneOf(processes));
        } else if (choice < 97) {
            overtake(dice.oneOf(underALease()));
        } else if (choice < 98) {
            failpoints.settleOne(dice);
        } else {
            timeOut();
        }
    }

    private void happens(String what, Runnable event) {
        trace.add(what);
        event.run();
    }

    private List<Strand> strands() {
        return processes.stream()
                .flatMap(process -> process.strands().values().stream())
                .toList();
    }

    /** Somebody who stands somewhere goes on, or somebody begins something. */
    private void strand() {
        still.values().removeIf(until -> until <= step);
        List<CoreProcess> running = processes.stream()
                .filter(process -> !still.containsKey(process))
                .toList();
        List<Strand> parked = running.stream()
                .flatMap(process -> process.strands().values().stream())
                .filter(strand -> strand.state() == State.PARKED)
                .toList();
        if (!parked.isEmpty() && !dice.oneIn(3)) {
            goOn(dice.oneOf(parked));
            return;
        }
        CoreProcess process = dice.oneOf(running);
        Task task = process.wasKicked() && dice.oneIn(2)
                ? Task.SEND
                : dice.oneOf(process.kind().often());
        if (process.strand(task).state() == State.IDLE) {
            begin(process, task, false);
        }
    }

    private void begin(CoreProcess process, Task task, boolean calm) {
        begin(process, task, calm, false);
    }

    private void begin(CoreProcess process, Task task, boolean calm, boolean stopping) {
        Strand strand = process.strand(task);
        trace.add(strand + " begins");
        scheduler.start(strand, () -> tasks.run(process, task, calm), stopping);
    }

    private void sync(String name) {
        trace.add("node " + name + " sees the chain");
        network.sync(name);
        if (!network.member(name).away()) {
            stage.show(network, name);
        }
    }

    private void away(String name) {
        boolean away = !network.member(name).away();
        trace.add("node " + name + (away ? " goes away" : " comes back"));
        network.away(name, away);
        stage.show(network, name);
        if (!away) {
            processes.forEach(
                    process -> process.follower().returned(stage.node(name).id()));
        }
    }

    private void pass(long millis) {
        trace.add(millis + " ms pass");
        stage.pass(millis);
        failpoints.endLongTransactions();
    }

    private void useNonceElsewhere(Address account) {
        if (network.count(account) < stage.nextNonce(account)) {
            happens("a nonce is used elsewhere", () -> network.useNonceElsewhere(account));
        }
    }

    /** With all that it has in memory; another one of its kind begins. */
    private void end(CoreProcess process) {
        trace.add(process.name() + " ends");
        process.strands().values().forEach(strand -> {
            if (strand.state() == State.PARKED) {
                failpoints.reach(strand.kind().replace("_MORE", "") + " ended on its way");
            }
            strand.kill();
        });
        scheduler.forget(process.strands().values());
        failpoints.end(process.dataSource(), dice);
        processes.set(processes.indexOf(process), born(process.kind()));
        still.remove(process);
        process.close();
    }

    /** Those that are on their way between two transactions, as a lease lets them be; all where there is none. */
    private List<CoreProcess> underALease() {
        List<CoreProcess> leased = between(LEASED);
        return leased.isEmpty() ? processes : leased;
    }

    /** Those that have sent, or are about to, and have not recorded it, under a lease that only another would take. */
    private List<CoreProcess> sending() {
        List<CoreProcess> sending = between(EnumSet.of(Task.SEND));
        if (sending.isEmpty()) {
            return sending;
        }
        Set<UUID> holders = stage.senders();
        return sending.stream()
                .filter(process -> holders.contains(process.id()) && !still.containsKey(process))
                .toList();
    }

    private List<CoreProcess> between(Set<Task> tasks) {
        return processes.stream()
                .filter(process -> process.strands().entrySet().stream()
                        .anyMatch(one ->
                                tasks.contains(one.getKey()) && one.getValue().state() == State.PARKED))
                .filter(process -> !failpoints.inTransaction(process.dataSource()))
                .toList();
    }

    /** It stands still for longer than its leases last, and does not know it when it goes on; others begin what it was at. */
    private void overtake(CoreProcess process) {
        if (still.keySet().stream().anyMatch(other -> other.kind() == process.kind())) {
            return;
        }
        trace.add(process.name() + " stands still");
        failpoints.reach("process stood still");
        still.put(process, step + (dice.oneIn(2) ? dice.between(2, 8) : dice.between(9, 50)));
        pass(9_000);
        for (Task task : LEASED) {
            if (process.strands().containsKey(task) && process.strand(task).state() == State.PARKED) {
                processes.stream()
                        .filter(other -> !still.containsKey(other)
                                && other.strands().containsKey(task)
                                && other.strand(task).state() == State.IDLE)
                        .findFirst()
                        .ifPresent(other -> overtake(process, other, task));
            }
        }
    }

    /** The other gets some way, perhaps to its end; then who was overtaken may wake up at once. */
    private void overtake(CoreProcess process, CoreProcess other, Task task) {
        boolean follows = task == Task.FOLLOW;
        for (int block = dice.upTo(2); follows && block > 0; block--) {
            happens("a block", () -> network.mine(0));
            Network.NAMES.forEach(this::sync);
        }
        for (int look = follows ? dice.between(1, 4) : 1; look > 0; look--) {
            if (other.strand(task).state() == State.IDLE) {
                begin(other, task, false, !follows);
            }
            for (int more = dice.upTo(5); more > 0 && other.strand(task).state() == State.PARKED; more--) {
                goOn(other.strand(task));
            }
        }
        if (dice.oneIn(2)) {
            still.remove(process);
            goOn(process.strand(task));
        }
    }

    private void goOn(Strand strand) {
        trace.add(strand + " goes on");
        scheduler.goOn(strand);
    }

    private void timeOut() {
        List<Strand> waiting = scheduler.waiting();
        if (!waiting.isEmpty()) {
            scheduler.timeOut(dice.oneOf(waiting));
        }
    }

    private void timedOut(Strand strand) {
        trace.add(strand + " does not get its lock in time");
        failpoints.reach("lock timed out");
    }

    private void check() {
        Throwable wrong = stage.failure();
        scheduler.waiting().forEach(strand -> failpoints.reach("lock waited for"));
        for (Strand strand : strands()) {
            Throwable failure = strand.failure();
            wrong = wrong == null ? failure : wrong;
        }
        if (wrong != null) {
            throw wrong instanceof Broken broken ? broken : new IllegalStateException(wrong);
        }
        if (failpoints.commits() != held) {
            held = failpoints.commits();
            invariants.hold();
        }
    }

    /** Nothing goes wrong any more, and what is under way comes to its end. */
    private void heal() {
        trace.add("nothing goes wrong any more");
        failpoints.calm(true);
        stage.calm(network);
        for (String name : Network.NAMES) {
            network.away(name, false);
            network.sync(name);
            stage.show(network, name);
        }
        failpoints.settleAll();
        long end = System.nanoTime() + 60_000_000_000L;
        while (strands().stream().anyMatch(strand -> strand.state() != State.IDLE)) {
            strands().stream()
                    .filter(strand -> strand.state() == State.PARKED)
                    .forEach(strand -> scheduler.goOn(strand));
            scheduler.settle();
            Broken.unless(
                    System.nanoTime() < end, () -> "what is under way does not end: " + states() + stage.activity());
        }
        check();
    }

    private List<String> states() {
        return strands().stream()
                .map(strand -> strand + " " + strand.state()
                        + (scheduler.waiting().contains(strand) ? " waits" : "")
                        + (strand.wire() == null ? "" : " in a statement"))
                .toList();
    }

    private void goOn(int round) {
        pass(round == 0 ? 10_000 : 2_000);
        for (CoreProcess process : processes) {
            boolean service = process.kind() == Kind.SERVICE;
            if (service && callers.anyOpen()) {
                toTheEnd(process, Task.ACCEPT);
            } else if (!service) {
                toTheEnd(process, Task.FOLLOW);
                toTheEnd(process, Task.OVERDUE);
            }
        }
        toTheEnd(dice.oneOf(processes), Task.SEND);
        check();
        network.mine(Callers.COST);
        Network.NAMES.forEach(this::sync);
    }

    private void toTheEnd(CoreProcess process, Task task) {
        begin(process, task, true);
        Strand strand = process.strand(task);
        Broken.unless(strand.state() == State.IDLE, () -> strand + " does not end");
    }
}
