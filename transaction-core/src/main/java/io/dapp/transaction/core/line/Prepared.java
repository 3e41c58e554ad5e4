package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.record.AccountKey;
import org.jspecify.annotations.Nullable;

/**
 * Submissions of one account that a transaction can decide about without asking anybody.
 *
 * @param signatures those at hand; it learns which are missing
 * @param start where a new line begins; null: the account has a line
 */
record Prepared(
        Batch batch,
        FundsView view,
        Signatures signatures,
        @Nullable Nonce start) {
    AccountKey account() {
        return batch.account();
    }
}
