package io.dapp.transaction.core.record;

import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One signed form of a payment.
 *
 * @param maxFeePerGas null, as the other is then: of what was sent elsewhere
 * @param sentAt when a node was first given it; null: not yet
 */
public record Attempt(
        TransactionHash hash,
        AttemptKind kind,
        @Nullable Wei maxFeePerGas,
        @Nullable Wei maxPriorityFeePerGas,
        @Nullable Instant sentAt) {}
