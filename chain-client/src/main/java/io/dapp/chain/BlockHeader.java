package io.dapp.chain;

import java.time.Instant;

/**
 * What names a block and joins it to its parent.
 *
 * @param bloom tells which logs the block cannot hold
 */
public record BlockHeader(long number, BlockHash hash, BlockHash parentHash, Instant timestamp, LogsBloom bloom) {
    public BlockRef ref() {
        return new BlockRef(number, hash);
    }
}
