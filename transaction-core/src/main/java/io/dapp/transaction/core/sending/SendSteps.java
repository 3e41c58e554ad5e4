package io.dapp.transaction.core.sending;

import io.dapp.chain.ChainId;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLeases.Held;
import io.dapp.transaction.core.sending.SendLeases.Holding;
import io.dapp.transaction.core.sending.SendLedger.Given;
import io.dapp.transaction.core.sending.SendLedger.Sendable;
import io.dapp.transaction.core.sending.SendNodes.SendNode;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The transactions of a round. Each begins with a locking write that leaves out whose lease is another's and, of several,
 * whose row another transaction has locked; no node is asked anything inside one.
 */
final class SendSteps {
    private final SendLeases leases;
    private final SendLedger ledger;
    private final TransactionTemplate transaction;

    SendSteps(SendLeases leases, SendLedger ledger, TransactionTemplate transaction) {
        this.leases = leases;
        this.ledger = ledger;
        this.transaction = transaction;
    }

    /** An account that has its turn, and what it is to send next. */
    record Turn(SendLease lease, SendNode node, List<Sendable> batch) {}

    /** What a transaction left to do: the turns that follow, and the accounts whose rows are another's. */
    record Recorded(List<Turn> next, List<AccountKey> busy) {}

    /** A window stays with its node while that is among the usable ones; else it goes to the one in use. */
    Recorded begin(Map<AccountKey, @Nullable SendLease> accounts, ChainId chain, SendNodes nodes, SendNode inUse) {
        Map<String, SendNode> usable = new HashMap<>();
        nodes.usable().forEach(node -> usable.put(node.id(), node));
        return inTransaction(() -> begin(accounts, chain, nodes, inUse, usable))
                .orElseGet(() -> new Recorded(List.of(), List.copyOf(accounts.keySet())));
    }

    private Recorded begin(
            Map<AccountKey, @Nullable SendLease> accounts,
            ChainId chain,
            SendNodes nodes,
            SendNode inUse,
            Map<String, SendNode> usable) {
        Map<SendLease, SendNode> windows = new LinkedHashMap<>();
        List<AccountKey> moved = new ArrayList<>();
        Holding holding = leases.hold(chain, accounts, true);
        for (Held held : holding.held()) {
            SendNode node = usable.getOrDefault(held.node(), inUse);
            windows.put(held.lease(), node);
            if (!node.id().equals(held.node())) {
                moved.add(held.lease().account());
            }
        }
        if (windows.isEmpty()) {
            return new Recorded(List.of(), holding.busy());
        }
        if (!moved.isEmpty()) {
            ledger.bind(chain, moved, inUse.id());
        }
        ledger.watchLowest(
                chain, windows.keySet().stream().map(SendLease::account).toList(), nodes.rebroadcastAfter());
        return new Recorded(batchesOrRelease(chain, nodes, windows), holding.busy());
    }

    /** Records what a node was given where that can be done now, which is taken out, and adds the turns that follow. */
    void record(ChainId chain, SendNodes nodes, SendNode node, Map<Turn, List<Given>> given, Deque<Turn> turns) {
        if (given.isEmpty()) {
            return;
        }
        Map<AccountKey, @Nullable SendLease> mine = new LinkedHashMap<>();
        Map<AccountKey, List<Given>> answers = new HashMap<>();
        given.forEach((turn, answer) -> {
            mine.put(turn.lease().account(), turn.lease());
            answers.put(turn.lease().account(), answer);
        });
        Recorded recorded = inTransaction(() -> record(chain, nodes, node, mine, answers))
                .orElseGet(() -> new Recorded(List.of(), List.copyOf(mine.keySet())));
        turns.addAll(recorded.next());
        given.keySet().removeIf(turn -> !recorded.busy().contains(turn.lease().account()));
    }

    private Recorded record(
            ChainId chain,
            SendNodes nodes,
            SendNode node,
            Map<AccountKey, @Nullable SendLease> mine,
            Map<AccountKey, List<Given>> answers) {
        List<Given> recorded = new ArrayList<>();
        Map<SendLease, Boolean> paused = new LinkedHashMap<>();
        Map<SendLease, SendNode> goingOn = new LinkedHashMap<>();
        Holding holding = leases.hold(chain, mine, false);
        for (Held held : holding.held()) {
            List<Given> answer = Objects.requireNonNull(answers.get(held.lease().account()));
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
        return new Recorded(batchesOrRelease(chain, nodes, goingOn), holding.busy());
    }

    /** Empty: the one account's row was not free in time, and nothing is written. */
    private <T> Optional<T> inTransaction(Supplier<T> work) {
        try {
            return Optional.of(Objects.requireNonNull(transaction.execute(status -> work.get())));
        } catch (RuntimeException e) {
            if (SendLeases.heldByAnother(e)) {
                return Optional.empty();
            }
            throw e;
        }
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

    /** No node is healthy: leases that are held are given back, so that the sweep goes on when one returns. */
    void away(ChainId chain, Map<AccountKey, @Nullable SendLease> accounts) {
        Map<AccountKey, @Nullable SendLease> held = new LinkedHashMap<>(accounts);
        held.values().removeIf(Objects::isNull);
        if (held.isEmpty()) {
            return;
        }
        pause(chain, held).forEach(account -> pause(chain, one(account, held.get(account))));
    }

    private List<AccountKey> pause(ChainId chain, Map<AccountKey, @Nullable SendLease> held) {
        return inTransaction(() -> {
                    Map<SendLease, Boolean> mine = new LinkedHashMap<>();
                    Holding holding = leases.hold(chain, held, false);
                    holding.held().forEach(one -> mine.put(one.lease(), false));
                    leases.pause(chain, mine);
                    return holding.busy();
                })
                .orElse(List.of());
    }

    private static Map<AccountKey, @Nullable SendLease> one(AccountKey account, @Nullable SendLease lease) {
        Map<AccountKey, @Nullable SendLease> one = new HashMap<>();
        one.put(account, lease);
        return one;
    }
}
