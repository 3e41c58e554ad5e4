package io.dapp.transaction.core.record;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which of a user's payments are listed; null does not restrict.
 *
 * @param address sender or recipient
 * @param from created at or after
 * @param to created before
 * @param after the last one already listed: older ones follow
 */
public record PaymentFilter(
        UUID ownerId,
        @Nullable PaymentStatus status,
        @Nullable ChainId chainId,
        @Nullable Address address,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID after) {}
