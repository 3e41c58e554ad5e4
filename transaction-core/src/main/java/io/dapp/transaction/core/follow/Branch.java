package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import java.util.List;

/** Blocks, oldest first and each the next one's parent, on top of a block that is held. */
record Branch(BlockRef fork, List<Block> blocks) {
    Branch {
        blocks = List.copyOf(blocks);
    }

    boolean reorganises(Position position) {
        return !fork.equals(position.cursor());
    }
}
