package io.dapp.transaction.core.report;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report of a user's transactions.
 *
 * @param from created at or after
 * @param to created before
 * @param status {@code pending}, {@code ready} or {@code failed}
 * @param reason why it failed
 * @param epoch how often its making was begun; names the file
 * @param expiresAt when it is deleted
 */
public record Report(
        UUID id,
        UUID ownerId,
        Instant from,
        Instant to,
        String status,
        @Nullable String reason,
        int epoch,
        Instant createdAt,
        Instant expiresAt) {
    public static final String PENDING = "pending";
    public static final String READY = "ready";
    public static final String FAILED = "failed";
}
