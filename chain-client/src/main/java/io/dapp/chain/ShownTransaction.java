package io.dapp.chain;

import org.jspecify.annotations.Nullable;

/**
 * What a node shows of a transaction that it has, in its pool or in a block.
 *
 * @param sender null: of a kind that only some chains know; so is {@code nonce}
 * @param to null: a deployment
 * @param maxFeePerGas null where the node does not say; so is {@code maxPriorityFeePerGas}
 */
public record ShownTransaction(
        TransactionHash hash,
        @Nullable Address sender,
        @Nullable Nonce nonce,
        @Nullable Address to,
        Wei value,
        @Nullable Wei maxFeePerGas,
        @Nullable Wei maxPriorityFeePerGas) {}
