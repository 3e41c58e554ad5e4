package io.dapp.transaction.core.sending;

import io.dapp.chain.ChainId;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLedger.Given;
import io.dapp.transaction.core.sending.SendLedger.Sendable;
import io.dapp.transaction.core.sending.SendNodes.SendNode;
import io.dapp.transaction.core.sending.SendSteps.Recorded;
import io.dapp.transaction.core.sending.SendSteps.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One turn of several accounts of a chain: gives their nodes call after call, each account's in nonce order, until nothing
 * is sendable, the node does not take one, or it is other accounts' turn. Whose row another transaction has locked does not
 * begin; what a node was given is recorded of everybody, if need be one by one.
 */
final class SendRound {
    private static final Logger log = LoggerFactory.getLogger(SendRound.class);

    private final Function<ChainId, SendNodes> chains;
    private final SendSteps steps;
    private final SendingSettings settings;

    SendRound(
            Function<ChainId, SendNodes> chains,
            SendLeases leases,
            SendLedger ledger,
            TransactionTemplate transaction,
            SendingSettings settings) {
        this.chains = chains;
        this.steps = new SendSteps(leases, ledger, transaction);
        this.settings = settings;
    }

    /**
     * What a round leaves.
     *
     * @param unfinished the leases of those whose turn ended before their work, to go on under
     * @param busy accounts that had no turn: their rows were another transaction's
     */
    record Rest(List<SendLease> unfinished, List<AccountKey> busy) {
        static final Rest NONE = new Rest(List.of(), List.of());
    }

    /** Sends for accounts of one chain, under the leases that are held; without one, takes it where it is free. */
    Rest send(Map<AccountKey, @Nullable SendLease> accounts) {
        ChainId chain = accounts.keySet().iterator().next().chainId();
        SendNodes nodes = chains.apply(chain);
        SendNode inUse;
        try {
            inUse = nodes.inUse();
        } catch (ChainUnavailableException e) {
            steps.away(chain, accounts);
            return Rest.NONE;
        }
        Map<SendNode, Deque<Turn>> byNode = new LinkedHashMap<>();
        Recorded begun = steps.begin(accounts, chain, nodes, inUse);
        for (Turn turn : begun.next()) {
            byNode.computeIfAbsent(turn.node(), node -> new ArrayDeque<>()).add(turn);
        }
        List<SendLease> unfinished = new ArrayList<>();
        byNode.forEach((node, turns) -> unfinished.addAll(send(chain, nodes, node, turns)));
        return new Rest(unfinished, begun.busy());
    }

    private List<SendLease> send(ChainId chain, SendNodes nodes, SendNode node, Deque<Turn> turns) {
        Map<Turn, List<Given>> unrecorded = new LinkedHashMap<>();
        for (int call = 0; call < settings.callsPerRound() && !turns.isEmpty(); call++) {
            unrecorded.putAll(give(node, fitting(turns)));
            steps.record(chain, nodes, node, unrecorded, turns);
        }
        recordAll(chain, nodes, node, unrecorded, turns);
        return turns.stream().map(Turn::lease).toList();
    }

    /** An answer that is not recorded keeps its account standing until its lease runs out, and is asked for again then. */
    private void recordAll(
            ChainId chain, SendNodes nodes, SendNode node, Map<Turn, List<Given>> unrecorded, Deque<Turn> turns) {
        long begun = System.nanoTime();
        while (!unrecorded.isEmpty()
                && System.nanoTime() - begun < settings.recordWithin().toNanos()) {
            // Waits for one of them, with nothing else in hand; then all that is free.
            Turn first = unrecorded.keySet().iterator().next();
            Map<Turn, List<Given>> one = new LinkedHashMap<>();
            one.put(first, Objects.requireNonNull(unrecorded.remove(first)));
            steps.record(chain, nodes, node, one, turns);
            steps.record(chain, nodes, node, unrecorded, turns);
            unrecorded.putAll(one);
        }
        if (!unrecorded.isEmpty()) {
            log.warn(
                    "what {} answered about {} accounts could not be recorded: their rows are held",
                    node.id(),
                    unrecorded.size());
        }
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
}
