package io.dapp.transaction.core.replacing;

import io.dapp.common.outbox.Outbox;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.FundsView;
import io.dapp.transaction.core.line.Holdings;
import io.dapp.transaction.core.line.HoldingsReader;
import io.dapp.transaction.core.policy.Allowance;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentChange;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.record.PaymentStore;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of the transaction that records a further attempt. Locks: the account, the key, the payment; before
 * them the follower, where it is made by itself. It asks nothing of
 * a node or a signer.
 */
final class ReplacementTransaction {
    private final ReplacementRows rows;
    private final PaymentStore payments;
    private final HoldingsReader holdings;
    private final IdempotencyKeys keys;
    private final Outbox outbox;
    private final Policies policies;

    ReplacementTransaction(
            ReplacementRows rows,
            PaymentStore payments,
            HoldingsReader holdings,
            IdempotencyKeys keys,
            Outbox outbox,
            Policies policies) {
        this.rows = rows;
        this.payments = payments;
        this.holdings = holdings;
        this.keys = keys;
        this.outbox = outbox;
        this.policies = policies;
    }

    /**
     * Records it.
     *
     * @param fence fails where its caller may no longer record by itself; the first lock
     * @param view what the account held, for an attempt that may cost more than was admitted
     * @param answering the answer that is stored under the key
     * @return empty when the payment, or what it was judged by, is no longer as it was read: to be prepared anew
     * @throws ProblemException {@code insufficient_funds}, {@code policy_denied}: nothing is recorded
     */
    Optional<StoredAnswer> run(
            Replacement replacement,
            Runnable fence,
            FundsView view,
            @Nullable Integer required,
            @Nullable IdempotencyKey key,
            Function<Payment, StoredAnswer> answering) {
        Replaceable read = replacement.over();
        fence.run();
        Instant at = rows.lock(read.account());
        // Nothing of a payment changes but under its account's lock.
        if (rows.read(read.id()).filter(now -> now.is(read)).isEmpty()) {
            return Optional.empty();
        }
        if (replacement.more().signum() > 0) {
            Optional<Holdings> held = holdings.at(read.account(), view);
            if (held.isEmpty()) {
                return Optional.empty();
            }
            requireFunds(replacement, held.get());
        }
        if (replacement.terms().cancelReason() == null) {
            requireAllowed(replacement);
        }
        Payment next = payments.find(read.id())
                .orElseThrow()
                .attemptedAgain(replacement.attempt(), replacement.terms().cancelReason(), at);
        StoredAnswer answer = answering.apply(next);
        if (key != null && !keys.insert(List.of(new Stored(key, answer)))) {
            return Optional.empty();
        }
        payments.lock(List.of(read.id()));
        rows.add(read, replacement.attempt(), replacement.raw(), replacement.terms(), at);
        payments.update(List.of(next));
        outbox.append(List.of(PaymentEvents.changed(next, PaymentChange.REPLACED, 0, required)));
        return Optional.of(answer);
    }

    /** A cancel only lowers what can happen: it passes a wallet that is paused or at its limit. */
    private void requireAllowed(Replacement replacement) {
        AccountKey account = replacement.over().account();
        Allowance allowance = policies.read(List.of(account)).getOrDefault(account, Allowance.UNLIMITED);
        BigInteger maxCost =
                replacement.terms().maxCost().max(replacement.over().maxCost());
        allowance.refusingMore(maxCost, replacement.more()).ifPresent(refusal -> {
            throw refusal;
        });
    }

    private static void requireFunds(Replacement replacement, Holdings held) {
        BigInteger more = replacement.more();
        if (held.available().compareTo(more) < 0) {
            throw new ProblemException(
                    PaymentError.INSUFFICIENT_FUNDS,
                    "The raised fees may cost " + more + " wei more; " + held.available() + " wei are available.",
                    List.of(),
                    null,
                    Map.of(
                            "required",
                            more.toString(),
                            "available",
                            held.available().toString()));
        }
    }
}
