package io.dapp.transaction.core.simulation;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.follow.SimulatedPosition;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendingSettings;
import io.dapp.transaction.core.sending.SimulatedSender;
import io.dapp.transaction.core.simulation.ModelChain.Tx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One account, four processes, two nodes, a chain and a database; who acts next is the dice's choice. */
final class World implements SimulatedSender.Nodes {
    static final AccountKey ACCOUNT =
            new AccountKey(new ChainId(31_337), Address.parse("0x00000000000000000000000000000000000000cc"));
    static final int CONFIRMATIONS = 3;
    private static final Duration REBROADCAST = Duration.ofSeconds(5);
    private static final int DEEPEST = 2;
    private static final SendingSettings SENDING = new SendingSettings(
            Duration.ofSeconds(8),
            Duration.ofMillis(250),
            Duration.ofSeconds(4),
            3,
            Duration.ofMillis(25),
            64,
            3,
            Duration.ofMillis(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            250,
            1_000_000,
            4,
            Duration.ofSeconds(2),
            100,
            Duration.ofSeconds(1));

    private final Dice dice;
    private final ModelChain chain;
    private final ModelDatabase database;
    private final @Nullable PostgresMirror mirror;
    private final ModelJdbc jdbc;
    private final List<ModelNode> nodes = List.of(new ModelNode("one"), new ModelNode("two"));
    private final List<ModelProcess> processes = new ArrayList<>();
    private final Deque<ModelProcess> acting = new ArrayDeque<>();
    private final Map<Bytes, Tx> signed = new HashMap<>();
    private final Actions actions;
    private final Replacing replacing;
    private final Invariants invariants;
    private final int window;
    private boolean calm;

    World(long seed, @Nullable Bug bug) {
        this(seed, bug, null);
    }

    /** With the same rows in PostgreSQL. */
    World(long seed, @Nullable Bug bug, @Nullable PostgresMirror mirror) {
        this.dice = new Dice(seed);
        this.chain = new ModelChain(Requests.COST * dice.between(2, 7));
        this.database =
                new ModelDatabase(ACCOUNT, SimulatedPosition.begin(chain.head().header()), bug);
        this.mirror = mirror;
        this.jdbc = new ModelJdbc(database, new SendingStatements(database), mirror);
        this.window = dice.between(1, 4);
        Requests requests = new Requests(dice);
        this.invariants = new Invariants(database, chain, requests);
        for (int i = 0; i < 4; i++) {
            processes.add(newProcess());
        }
        nodes.forEach(node -> node.sync(chain));
        this.actions = new Actions(this, dice, requests, invariants);
        this.replacing = new Replacing(this, dice, requests, invariants, actions);
    }

    ModelDatabase database() {
        return database;
    }

    ModelChain chain() {
        return chain;
    }

    List<ModelNode> nodes() {
        return nodes;
    }

    List<ModelProcess> processes() {
        return processes;
    }

    /** Whether nothing goes wrong any more. */
    boolean calm() {
        return calm;
    }

    /** Runs the schedule: trouble for a while, then none until all is over. */
    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            act();
            invariants.hold();
        }
        calm = true;
        nodes.forEach(node -> node.away = false);
        for (int round = 0; round < 60 && !invariants.over(); round++) {
            database.pass(1_500);
            nodes.forEach(node -> node.sync(chain));
            for (ModelProcess process : List.copyOf(processes)) {
                by(process, () -> actions.submit(process));
                by(process, () -> actions.sweep(process));
                by(process, () -> actions.follow(process));
                invariants.hold();
            }
            actions.mine();
        }
        invariants.holdAtTheEnd();
    }

    /** Where processes ended, and what else schedules are for. */
    Set<String> reached() {
        return database.reached();
    }

    /** What has happened to payments, and how they ended. */
    Set<String> seen() {
        return invariants.seen();
    }

    private void act() {
        List<ModelProcess> idle =
                processes.stream().filter(one -> !acting.contains(one)).toList();
        int choice = dice.upTo(99);
        if (choice < 62 && !idle.isEmpty()) {
            ModelProcess process = dice.oneOf(idle);
            if (choice < 16) {
                by(process, () -> actions.submit(process));
            } else if (choice < 20) {
                by(process, () -> replacing.replace(process));
            } else if (choice < 40) {
                by(process, () -> actions.sweep(process));
            } else if (choice < 60) {
                by(process, () -> actions.follow(process));
            } else {
                restart(process);
            }
        } else if (choice < 74) {
            actions.mine();
        } else if (choice < 84) {
            dice.oneOf(nodes).sync(chain);
        } else if (choice < 92) {
            database.pass(dice.oneIn(5) ? 9_000 : dice.upTo(1_500));
        } else if (choice < 94) {
            actions.reorg(DEEPEST);
        } else if (choice < 96) {
            dice.oneOf(nodes).pool.clear();
        } else if (choice < 99) {
            ModelNode node = dice.oneOf(nodes);
            node.away = !node.away;
        } else {
            actions.useNonceElsewhere();
        }
    }

    private void by(ModelProcess process, Runnable action) {
        acting.push(process);
        try {
            action.run();
        } catch (Crash crash) {
            restart(process);
        } finally {
            acting.remove(process);
        }
    }

    private void restart(ModelProcess process) {
        processes.set(processes.indexOf(process), newProcess());
    }

    private ModelProcess newProcess() {
        var id = dice.id();
        return new ModelProcess(
                id,
                new SimulatedSender(
                        jdbc, new ModelTransactions(this, dice, mirror), id, SENDING, this, window, REBROADCAST));
    }

    /** Between two steps of a process others may act, long enough for its leases to run out, or it ends. */
    void meanwhile(String point) {
        if (calm || acting.size() > 2) {
            return;
        }
        if (dice.oneIn(5)) {
            for (int i = dice.between(1, 4); i > 0; i--) {
                act();
            }
        }
        if (dice.oneIn(40)) {
            database.reach("ended: " + point);
            throw new Crash();
        }
    }

    /** From now on these bytes are a transaction. */
    void sign(Bytes raw, Tx transaction) {
        signed.put(raw, transaction);
    }

    @Override
    public String inUse() {
        return usable().stream().findFirst().orElseThrow(() -> new ChainUnavailableException("none"));
    }

    @Override
    public List<String> usable() {
        return nodes.stream().filter(node -> !node.away).map(node -> node.id).toList();
    }

    @Override
    public List<SendAnswer> send(String id, List<byte[]> raw) {
        meanwhile("sending, before the call");
        ModelNode node =
                nodes.stream().filter(one -> one.id.equals(id)).findFirst().orElseThrow();
        List<SendAnswer> answers = new ArrayList<>();
        for (byte[] bytes : raw) {
            answers.add(node.away ? new SendAnswer.Later("no answer") : given(node, bytes));
        }
        meanwhile("sending, before its answer");
        return answers;
    }

    private SendAnswer given(ModelNode node, byte[] bytes) {
        Tx transaction = Objects.requireNonNull(signed.get(new Bytes(bytes)));
        invariants.recorded(transaction);
        invariants.given(node.id, transaction);
        if (!calm && dice.oneIn(15)) {
            return new SendAnswer.Later("pool full");
        }
        SendAnswer answer = node.take(transaction);
        if (answer instanceof SendAnswer.Known && dice.oneIn(2)) {
            nodes.stream()
                    .filter(other -> !other.equals(node) && !other.away)
                    .forEach(other -> other.take(transaction));
        }
        return !calm && dice.oneIn(15) ? new SendAnswer.Later("no answer") : answer;
    }
}
