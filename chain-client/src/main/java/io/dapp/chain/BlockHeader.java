package io.dapp.chain;

import java.time.Instant;

/** What names a block and joins it to its parent. */
public record BlockHeader(long number, BlockHash hash, BlockHash parentHash, Instant timestamp) {
    public BlockRef ref() {
        return new BlockRef(number, hash);
    }
}
