package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import java.util.Objects;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/** Looks keys up under an account's lock. */
final class RepeatedRequests {
    private final TransactionTemplate transaction;
    private final LineRows lines;
    private final IdempotencyKeys keys;

    RepeatedRequests(TransactionTemplate transaction, LineRows lines, IdempotencyKeys keys) {
        this.transaction = transaction;
        this.lines = lines;
        this.keys = keys;
    }

    Optional<StoredAnswer> find(AccountKey account, IdempotencyKey key) {
        return Objects.requireNonNull(transaction.execute(status -> {
            status.setRollbackOnly();
            // A line that is just being begun cannot be locked before its transaction ends: this waits for it.
            lines.open(account, new Nonce(0));
            lines.lock(account);
            return keys.find(key);
        }));
    }
}
