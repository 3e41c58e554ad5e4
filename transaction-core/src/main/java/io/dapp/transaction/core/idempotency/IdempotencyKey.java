package io.dapp.transaction.core.idempotency;

import io.dapp.transaction.core.Bytes;
import java.util.Comparator;
import java.util.UUID;

/**
 * Names one request of a user, however often it comes.
 *
 * @param operation method and path, for instance {@code POST /api/wallets}
 * @param requestHash of the body as it was sent
 */
public record IdempotencyKey(UUID ownerId, String operation, String key, Bytes requestHash) {
    /** The order in which keys are locked. */
    static final Comparator<IdempotencyKey> ORDER = Comparator.comparing(
                    (IdempotencyKey key) -> key.ownerId().toString())
            .thenComparing(IdempotencyKey::operation)
            .thenComparing(IdempotencyKey::key);

    /** Whether both name the same request; the bodies may still differ. */
    public boolean names(IdempotencyKey other) {
        return name().equals(other.name());
    }

    /** What no two stored keys have in common. */
    public Name name() {
        return new Name(ownerId, operation, key);
    }

    /** A key without the body that it was used with. */
    public record Name(UUID ownerId, String operation, String key) {}
}
