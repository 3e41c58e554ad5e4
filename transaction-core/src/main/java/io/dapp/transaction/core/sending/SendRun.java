package io.dapp.transaction.core.sending;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.chain.SendAnswer;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLedger.Given;
import io.dapp.transaction.core.sending.SendLedger.Sendable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One run of an account's sender: gives its node batch after batch in nonce order until nothing is sendable or the node
 * does not take one. Each transaction begins with a locking write that fails once another holds the lease; no node is
 * asked anything inside one.
 */
final class SendRun {
    private final Chains chains;
    private final SendLedger ledger;
    private final TransactionTemplate transaction;

    SendRun(Chains chains, SendLedger ledger, TransactionTemplate transaction) {
        this.chains = chains;
        this.ledger = ledger;
        this.transaction = transaction;
    }

    /** Sends under the given lease; without one, takes it where it is free. */
    void send(AccountKey account, @Nullable SendLease held) {
        Chain chain = chains.require(account.chainId());
        Node node;
        try {
            node = chain.node();
        } catch (ChainUnavailableException e) {
            away(held);
            return;
        }
        Optional<Step> step = begin(account, held, chain, node);
        while (step.isPresent()) {
            List<Given> given = give(node, step.get().batch());
            step = next(step.get().lease(), given, chain, node);
        }
    }

    private Optional<Step> begin(AccountKey account, @Nullable SendLease held, Chain chain, Node node) {
        return transaction.execute(status -> {
            Optional<SendLease> lease = held != null && ledger.renew(held) ? Optional.of(held) : ledger.take(account);
            return lease.flatMap(mine -> batchOrRelease(mine, chain, node));
        });
    }

    private Optional<Step> next(SendLease lease, List<Given> given, Chain chain, Node node) {
        return transaction.execute(status -> {
            if (!ledger.renew(lease)) {
                return Optional.empty();
            }
            ledger.record(given, node.id());
            if (!given.getLast().taken()) {
                ledger.pause(lease, given.getFirst().taken());
                return Optional.empty();
            }
            return batchOrRelease(lease, chain, node);
        });
    }

    /** The account is locked: what is not sendable here becomes so only by a later transaction, which sees the lease free. */
    private Optional<Step> batchOrRelease(SendLease lease, Chain chain, Node node) {
        Duration again = chain.settings().rebroadcastAfter();
        List<Sendable> batch =
                ledger.sendable(lease.account(), node.id(), chain.settings().maxInFlightPerAccount(), again);
        if (batch.isEmpty()) {
            ledger.release(lease, again);
            return Optional.empty();
        }
        return Optional.of(new Step(lease, batch));
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
                if (ledger.renew(held)) {
                    ledger.pause(held, false);
                }
            });
        }
    }

    private record Step(SendLease lease, List<Sendable> batch) {}
}
