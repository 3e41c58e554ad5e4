package io.dapp.transaction.core.sending;

import io.dapp.chain.ChainId;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLeases.Held;
import io.dapp.transaction.core.sending.SendLedger.Given;
import io.dapp.transaction.core.sending.SendLedger.Sendable;
import io.dapp.transaction.core.sending.SendNodes.SendNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One turn of several accounts of a chain: gives their nodes call after call, each account's in nonce order, until nothing
 * is sendable, the node does not take one, or it is other accounts' turn. Each transaction begins with a locking write that
 * leaves out whose lease is another's; no node is asked anything inside one.
 */
final class SendRound {
    private final Function<ChainId, SendNodes> chains;
    private final SendLeases leases;
    private final SendLedger ledger;
    private final TransactionTemplate transaction;
    private final SendingSettings settings;

    SendRound(
            Function<ChainId, SendNodes> chains,
            SendLeases leases,
            SendLedger ledger,
            TransactionTemplate transaction,
            SendingSettings settings) {
        this.chains = chains;
        this.leases = leases;
        this.ledger = ledger;
        this.transaction = transaction;
        this.settings = settings;
    }

    /** An account that has its turn, and what it is to send next. */
    private record Turn(SendLease lease, SendNode node, List<Sendable> batch) {}

    /**
     * Sends for accounts of one chain, under the leases that are held; without one, takes it where it is free.
     *
     * @return the leases of those whose turn ended before their work, to go on under
     */
    List<SendLease> send(Map<AccountKey, @Nullable SendLease> accounts) {
        ChainId chain = accounts.keySet().iterator().next().chainId();
        SendNodes nodes = chains.apply(chain);
        SendNode inUse;
        try {
            inUse = nodes.inUse();
        } catch (ChainUnavailableException e) {
            away(chain, accounts);
            return List.of();
        }
        Map<SendNode, Deque<Turn>> byNode = new LinkedHashMap<>();
        for (Turn turn : begin(accounts, chain, nodes, inUse)) {
            byNode.computeIfAbsent(turn.node(), node -> new ArrayDeque<>()).add(turn);
        }
        List<SendLease> unfinished = new ArrayList<>();
        byNode.forEach((node, turns) -> unfinished.addAll(send(chain, nodes, node, turns)));
        return unfinished;
    }

    private List<SendLease> send(ChainId chain, SendNodes nodes, SendNode node, Deque<Turn> turns) {
        for (int call = 0; call < settings.callsPerRound() && !turns.isEmpty(); call++) {
            List<Turn> fitting = fitting(turns);
            turns.addAll(next(chain, nodes, node, give(node, fitting)));
        }
        return turns.stream().map(Turn::lease).toList();
    }

    /** Whose batches go into one call: a call is not answered later than its node can work it off. */
    private List<Turn> fitting(Deque<Turn> turns) {
        List<Turn> fitting = new ArrayList<>();
        int transactions = 0;
        long bytes = 0;
        while (!turns.isEmpty()) {
            List<Sendable> batch = turns.getFirst().batch();
            transactions += batch.size();
            bytes += batch.stream().mapToLong(one -> one.raw().length).sum();
            boolean full = transactions > settings.transactionsPerCall() || bytes > settings.bytesPerCall();
            if (full && !fitting.isEmpty()) {
                break;
            }
            fitting.add(turns.removeFirst());
        }
        return fitting;
    }

    /** A window stays with its node while that is among the usable ones; else it goes to the one in use. */
    private List<Turn> begin(
            Map<AccountKey, @Nullable SendLease> accounts, ChainId chain, SendNodes nodes, SendNode inUse) {
        Map<String, SendNode> usable = new HashMap<>();
        nodes.usable().forEach(node -> usable.put(node.id(), node));
        return Objects.requireNonNull(transaction.execute(status -> {
            Map<SendLease, SendNode> windows = new LinkedHashMap<>();
            List<AccountKey> moved = new ArrayList<>();
            for (Held held : leases.hold(chain, accounts, true)) {
                SendNode node = usable.getOrDefault(held.node(), inUse);
                windows.put(held.lease(), node);
                if (!node.id().equals(held.node())) {
                    moved.add(held.lease().account());
                }
            }
            if (windows.isEmpty()) {
                return List.of();
            }
            if (!moved.isEmpty()) {
                ledger.bind(chain, moved, inUse.id());
            }
            ledger.watchLowest(
                    chain, windows.keySet().stream().map(SendLease::account).toList(), nodes.rebroadcastAfter());
            return batchesOrRelease(chain, nodes, windows);
        }));
    }

    private List<Turn> next(ChainId chain, SendNodes nodes, SendNode node, Map<Turn, List<Given>> given) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Map<AccountKey, @Nullable SendLease> mine = new LinkedHashMap<>();
            Map<AccountKey, List<Given>> answers = new HashMap<>();
            given.forEach((turn, answer) -> {
                mine.put(turn.lease().account(), turn.lease());
                answers.put(turn.lease().account(), answer);
            });
            List<Given> recorded = new ArrayList<>();
            Map<SendLease, Boolean> paused = new LinkedHashMap<>();
            Map<SendLease, SendNode> goingOn = new LinkedHashMap<>();
            for (Held held : leases.hold(chain, mine, false)) {
                List<Given> answer =
                        Objects.requireNonNull(answers.get(held.lease().account()));
                recorded.addAll(answer);
                if (answer.getLast().taken()) {
                    goingOn.put(held.lease(), node);
                } else {
                    paused.put(held.lease(), answer.getFirst().taken());
                }
            }
            ledger.record(recorded, node.id());
            ledger.refuse(recorded);
            leases.pause(chain, paused);
            return batchesOrRelease(chain, nodes, goingOn);
        }));
    }

    /** The accounts are locked: what is not sendable here becomes so only by a later transaction, which sees them free. */
    private List<Turn> batchesOrRelease(ChainId chain, SendNodes nodes, Map<SendLease, SendNode> held) {
        if (held.isEmpty()) {
            return List.of();
        }
        Map<AccountKey, List<Sendable>> batches = ledger.sendable(
                chain, held.keySet().stream().map(SendLease::account).toList(), nodes.window());
        List<Turn> turns = new ArrayList<>();
        List<SendLease> done = new ArrayList<>();
        held.forEach((lease, node) -> {
            List<Sendable> batch = batches.get(lease.account());
            if (batch == null) {
                done.add(lease);
            } else {
                turns.add(new Turn(lease, node, batch));
            }
        });
        leases.release(chain, done, nodes.rebroadcastAfter());
        return turns;
    }

    private static Map<Turn, List<Given>> give(SendNode node, List<Turn> turns) {
        List<SendAnswer> answers = node.send(turns.stream()
                .flatMap(turn -> turn.batch().stream())
                .map(Sendable::raw)
                .toList());
        Map<Turn, List<Given>> given = new LinkedHashMap<>();
        int from = 0;
        for (Turn turn : turns) {
            int end = from + turn.batch().size();
            given.put(
                    turn,
                    given(
                            turn.batch(),
                            answers.subList(Math.min(from, answers.size()), Math.min(end, answers.size()))));
            from = end;
        }
        return given;
    }

    /** Stops at the first that is not taken: what a node says about those behind it is asked again. */
    private static List<Given> given(List<Sendable> batch, List<SendAnswer> answers) {
        List<Given> given = new ArrayList<>(batch.size());
        boolean taken = true;
        for (int i = 0; i < batch.size(); i++) {
            SendAnswer answer = i < answers.size() ? answers.get(i) : new SendAnswer.Later("no answer");
            taken &= goesOn(answer);
            given.add(new Given(batch.get(i), taken, why(answer)));
        }
        return given;
    }

    /** Where the pool holds another form of the same nonce, those behind it have their place; this one is raised when overdue. */
    private static boolean goesOn(SendAnswer answer) {
        return answer instanceof SendAnswer.Accepted
                || (answer instanceof SendAnswer.Later later
                        && later.kind() == SendAnswer.Kind.REPLACEMENT_UNDERPRICED);
    }

    private static @Nullable String why(SendAnswer answer) {
        return switch (answer) {
            case SendAnswer.Known known -> null;
            case SendAnswer.NonceTooLow tooLow -> "nonce_too_low";
            case SendAnswer.Later later -> "later: " + later.why();
            case SendAnswer.Fill fill -> SendLedger.FILL + fill.why();
        };
    }

    /** No node is healthy: leases that are held are given back, so that the sweep goes on when one returns. */
    private void away(ChainId chain, Map<AccountKey, @Nullable SendLease> accounts) {
        Map<AccountKey, @Nullable SendLease> held = new LinkedHashMap<>(accounts);
        held.values().removeIf(Objects::isNull);
        if (held.isEmpty()) {
            return;
        }
        transaction.executeWithoutResult(status -> {
            Map<SendLease, Boolean> mine = new LinkedHashMap<>();
            leases.hold(chain, held, false).forEach(one -> mine.put(one.lease(), false));
            leases.pause(chain, mine);
        });
    }
}
