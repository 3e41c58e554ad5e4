package io.dapp.chain;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction did in the block it is in.
 *
 * @param effectiveGasPrice wei per gas that was paid; null where the node does not say
 */
public record Receipt(
        TransactionHash hash,
        BlockRef block,
        boolean succeeded,
        long gasUsed,
        @Nullable Wei effectiveGasPrice) {}
