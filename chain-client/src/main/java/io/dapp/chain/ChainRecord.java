package io.dapp.chain;

import org.jspecify.annotations.Nullable;

/** What the platform has recorded of a chain; a node that contradicts it is shut out. */
public interface ChainRecord {
    /**
     * Reads the record; may fail when it cannot be read, nodes are then judged by what was read last.
     *
     * @return null while nothing is recorded
     */
    @Nullable
    Known read(ChainId chain);

    /** Block 0 and the last block that was recorded as final. */
    record Known(@Nullable BlockHash genesis, @Nullable BlockRef lastFinal) {}
}
