package io.dapp.transaction.core.line;

import java.io.Serial;

/** A transaction's body ended well, but whether it committed was not told. */
final class LostCommitException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient AllocationTransaction.Decision decision;

    LostCommitException(AllocationTransaction.Decision decision, Throwable cause) {
        super("a COMMIT was not answered", cause);
        this.decision = decision;
    }

    AllocationTransaction.Decision decision() {
        return decision;
    }
}
