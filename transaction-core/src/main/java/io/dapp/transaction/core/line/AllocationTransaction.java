package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendLease;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionStatus;

/**
 * The body of the transaction that accepts payments of one account: line, signatures, records, events and idempotency
 * rows are committed together or not at all. Locks: the account, then keys sorted. It asks nothing of a node or a remote
 * signer.
 */
final class AllocationTransaction {
    private final LineRows lines;
    private final IdempotencyKeys keys;
    private final PaymentSigner signer;
    private final PaymentWriter writer;

    AllocationTransaction(LineRows lines, IdempotencyKeys keys, PaymentSigner signer, PaymentWriter writer) {
        this.lines = lines;
        this.keys = keys;
        this.signer = signer;
        this.writer = writer;
    }

    /**
     * Decides about submissions, in their order.
     *
     * @param start where a new line begins; null: the account has a line
     * @throws StaleException when it was prepared for something that has changed; rolled back, to be prepared anew
     */
    Decision run(
            TransactionStatus transaction,
            AccountKey account,
            List<Submission> batch,
            FundsView view,
            @Nullable Nonce start) {
        lock(account, start);
        List<Stored> known = keys.find(batch.stream()
                .map(submission -> submission.order().key())
                .filter(Objects::nonNull)
                .toList());
        LineRows.Line line = lines.read(account, view).orElseThrow(() -> new StaleException(StaleException.What.FUNDS));
        Draft draft = new Draft(signer, writer::answer, line, view, known);
        batch.forEach(draft::add);
        if (draft.payments().isEmpty()) {
            transaction.setRollbackOnly();
            return new Decision(draft.verdicts(), Optional.empty());
        }
        if (!keys.insert(draft.answers())) {
            throw new StaleException(StaleException.What.KEY);
        }
        writer.write(draft);
        return new Decision(draft.verdicts(), lines.advance(account, line, draft.next()));
    }

    private void lock(AccountKey account, @Nullable Nonce start) {
        if (lines.lock(account)) {
            return;
        }
        if (start == null) {
            throw new StaleException(StaleException.What.LINE);
        }
        lines.open(account, start);
        lines.lock(account);
    }

    /**
     * What holds once the transaction has committed.
     *
     * @param verdicts one for each submission, in their order
     * @param lease that it has taken
     */
    record Decision(List<Verdict> verdicts, Optional<SendLease> lease) {
        /** One of the payments it writes, if any: where that one is, all are. */
        Optional<UUID> accepted() {
            return verdicts.stream()
                    .filter(Verdict.Accepted.class::isInstance)
                    .map(verdict -> ((Verdict.Accepted) verdict).payment())
                    .findFirst();
        }
    }
}
