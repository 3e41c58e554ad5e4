package io.dapp.transaction.core.line;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import java.util.UUID;

/** What a transaction decided about a submission. */
sealed interface Verdict {
    /**
     * It is recorded, once the transaction has committed.
     *
     * @param payment its id, or that of the submission in the same transaction which it repeats
     */
    record Accepted(UUID payment, StoredAnswer answer) implements Verdict {}

    /** The same request was answered before, by another transaction. */
    record Repeated(StoredAnswer answer) implements Verdict {}

    /** Nothing of it is recorded. */
    record Refused(ProblemException problem) implements Verdict {}

    /** The funds this transaction knew of do not suffice; whether they do at the head is not known. */
    record Unfunded() implements Verdict {}
}
