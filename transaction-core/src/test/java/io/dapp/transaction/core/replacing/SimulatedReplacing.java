package io.dapp.transaction.core.replacing;

import io.dapp.chain.Chain;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.SimulatedLine.Admission;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.testing.CoreParts;
import io.dapp.transaction.core.wallet.WalletStore;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One process' replacements as they are. */
public final class SimulatedReplacing implements AutoCloseable {
    private final Replacements replacements;
    private final OverduePayments overdue;

    public SimulatedReplacing(CoreParts parts, Admission admission, ReplacingSettings settings) {
        JdbcClient jdbc = parts.client();
        ReplacementRows rows = new ReplacementRows(jdbc);
        PaymentStore payments = new PaymentStore(parts.jdbc());
        IdempotencyKeys keys = new IdempotencyKeys(jdbc);
        Policies policies = new Policies(jdbc, parts.json());
        this.replacements = new Replacements(
                parts.chains(),
                admission.funds(),
                rows,
                new ReplacementTransaction(rows, payments, admission.holdings(), keys, parts.outbox(), policies),
                new Replacements.Recorded(
                        payments,
                        admission.holdings(),
                        keys,
                        admission.turns(),
                        admission.outcome(),
                        policies,
                        parts.json()),
                new Replacements.Signing(new WalletStore(jdbc), parts.signer()),
                parts.kicked(),
                settings);
        this.overdue = new OverduePayments(rows, replacements, settings);
    }

    /** As its owner asks for it. */
    public StoredAnswer replace(UUID owner, UUID payment, Wish wish, @Nullable IdempotencyKey key) {
        return replacements.replace(owner, payment, wish, key);
    }

    /** As the worker that follows the chain looks for it. */
    public int overdue(Chain chain, Runnable fence) {
        try {
            return overdue.replace(chain, fence);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public void close() {
        overdue.close();
    }
}
