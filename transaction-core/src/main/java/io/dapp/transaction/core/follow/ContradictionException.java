package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import java.io.Serial;

/** A node's chain leaves out a block that is recorded as final. */
final class ContradictionException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    ContradictionException(BlockHeader found, BlockRef lastFinal) {
        super("block " + found.number() + " " + found.hash() + " is not above the final block " + lastFinal);
    }
}
