package io.dapp.transaction.core.sending;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLeases.Held;
import io.dapp.transaction.core.sending.SendLedger.Given;
import io.dapp.transaction.core.sending.SendLedger.Sendable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One turn of an account's sender: gives its node batch after batch in nonce order until nothing is sendable, the node does
 * not take one, or it is another account's turn. Each transaction begins with a locking write that fails once another holds
 * the lease; no node is asked anything inside one.
 */
final class SendRun {
    private final Chains chains;
    private final SendLeases leases;
    private final SendLedger ledger;
    private final TransactionTemplate transaction;
    private final int batchesPerTurn;

    SendRun(
            Chains chains,
            SendLeases leases,
            SendLedger ledger,
            TransactionTemplate transaction,
            SendingSettings settings) {
        this.chains = chains;
        this.leases = leases;
        this.ledger = ledger;
        this.transaction = transaction;
        this.batchesPerTurn = settings.batchesPerTurn();
    }

    /**
     * Sends under the given lease; without one, takes it where it is free.
     *
     * @return the lease when the turn ended before its work, to go on under
     */
    Optional<SendLease> send(AccountKey account, @Nullable SendLease held) {
        Chain chain = chains.require(account.chainId());
        Node node;
        try {
            node = chain.node();
        } catch (ChainUnavailableException e) {
            away(held);
            return Optional.empty();
        }
        Optional<Step> step = begin(account, held, chain, chain.usableNodes(), node);
        for (int batch = 0; step.isPresent() && batch < batchesPerTurn; batch++) {
            Step now = step.get();
            step = next(now, give(now.node(), now.batch()), chain);
        }
        return step.map(Step::lease);
    }

    /** The window stays with its node while that is among the usable ones; else it goes to the one in use. */
    private Optional<Step> begin(
            AccountKey account, @Nullable SendLease held, Chain chain, List<Node> usable, Node inUse) {
        return transaction.execute(status -> {
            Optional<Held> mine =
                    Optional.ofNullable(held).flatMap(leases::renew).or(() -> leases.take(account));
            return mine.flatMap(lease -> {
                Node node = usable.stream()
                        .filter(one -> one.id().equals(lease.node()))
                        .findFirst()
                        .orElse(inUse);
                if (!node.id().equals(lease.node())) {
                    ledger.bind(account, node.id());
                }
                ledger.watchLowest(account, chain.settings().rebroadcastAfter());
                return batchOrRelease(lease.lease(), chain, node);
            });
        });
    }

    private Optional<Step> next(Step step, List<Given> given, Chain chain) {
        return transaction.execute(status -> {
            if (leases.renew(step.lease()).isEmpty()) {
                return Optional.empty();
            }
            ledger.record(given, step.node().id());
            if (!given.getLast().taken()) {
                leases.pause(step.lease(), given.getFirst().taken());
                return Optional.empty();
            }
            return batchOrRelease(step.lease(), chain, step.node());
        });
    }

    /** The account is locked: what is not sendable here becomes so only by a later transaction, which sees the lease free. */
    private Optional<Step> batchOrRelease(SendLease lease, Chain chain, Node node) {
        List<Sendable> batch = ledger.sendable(lease.account(), chain.settings().maxInFlightPerAccount());
        if (batch.isEmpty()) {
            leases.release(lease, chain.settings().rebroadcastAfter());
            return Optional.empty();
        }
        return Optional.of(new Step(lease, node, batch));
    }

    /** Stops at the first that is not taken: what a node says about those behind it is asked again. */
    private static List<Given> give(Node node, List<Sendable> batch) {
        List<SendAnswer> answers = node.send(batch.stream().map(Sendable::raw).toList());
        List<Given> given = new ArrayList<>(batch.size());
        boolean taken = true;
        for (int i = 0; i < batch.size(); i++) {
            SendAnswer answer = i < answers.size() ? answers.get(i) : new SendAnswer.Later("no answer");
            taken &= answer instanceof SendAnswer.Accepted;
            given.add(new Given(batch.get(i), taken, why(answer)));
        }
        return given;
    }

    private static @Nullable String why(SendAnswer answer) {
        return switch (answer) {
            case SendAnswer.Known known -> null;
            case SendAnswer.NonceTooLow tooLow -> "nonce_too_low";
            case SendAnswer.Later later -> "later: " + later.why();
        };
    }

    /** No node is healthy: a lease that is held is given back, so that the sweep goes on when one returns. */
    private void away(@Nullable SendLease held) {
        if (held != null) {
            transaction.executeWithoutResult(status -> {
                if (leases.renew(held).isPresent()) {
                    leases.pause(held, false);
                }
            });
        }
    }

    private record Step(SendLease lease, Node node, List<Sendable> batch) {}
}
