package io.dapp.transaction.core.replacing;

import io.dapp.chain.Fees;
import io.dapp.chain.Wei;

/** What a further attempt is for. */
public sealed interface Wish {
    /** The owner wants it sooner: at least as much as this speed costs now. */
    record Sooner(Fees.Speed speed) implements Wish {}

    /** The owner offers these, in wei per gas; from now on the first is his own maximum. */
    record Offer(Wei maxFeePerGas, Wei maxPriorityFeePerGas) implements Wish {}

    /** The owner wants it not to happen any more. */
    record Cancel() implements Wish {}

    /** It is overdue: more is offered, within the owner's own maximum. */
    record Overdue() implements Wish {}

    /** Its {@code valid_until} has passed. */
    record Expire() implements Wish {}

    /** A node says that it can never be taken as it is signed: its nonce is filled. */
    record Reject() implements Wish {}
}
