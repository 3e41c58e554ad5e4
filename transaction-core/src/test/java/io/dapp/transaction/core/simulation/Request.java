package io.dapp.transaction.core.simulation;

import io.dapp.transaction.core.idempotency.IdempotencyKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller wants paid once, and asks for until it is answered. */
final class Request {
    final IdempotencyKey key;
    final long amount;

    @Nullable
    UUID accepted;

    boolean refused;

    Request(IdempotencyKey key, long amount) {
        this.key = key;
        this.amount = amount;
    }

    boolean open() {
        return accepted == null && !refused;
    }
}
