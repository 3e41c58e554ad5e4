package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.AccountKey;
import java.util.Optional;

/** Looks keys up under an account's lock. */
final class RepeatedRequests {
    private final AccountTurns turns;
    private final LineRows lines;
    private final IdempotencyKeys keys;

    RepeatedRequests(AccountTurns turns, LineRows lines, IdempotencyKeys keys) {
        this.turns = turns;
        this.lines = lines;
        this.keys = keys;
    }

    Optional<StoredAnswer> find(AccountKey account, IdempotencyKey key) {
        return turns.run(account, status -> {
            status.setRollbackOnly();
            // A line that is just being begun cannot be locked before its transaction ends: this waits for it.
            lines.open(account, new Nonce(0));
            lines.lock(account);
            return keys.find(key);
        });
    }
}
