package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where a follower stands.
 *
 * @param cursor the newest block whose effects are recorded
 * @param lastFinal the newest block that no reorg may drop
 * @param held hashes by number, from some way below the last final block to the cursor
 */
record Position(BlockRef cursor, BlockRef lastFinal, NavigableMap<Long, BlockHash> held) {
    Position {
        held = Collections.unmodifiableNavigableMap(new TreeMap<>(held));
        if (!Objects.equals(held.get(cursor.number()), cursor.hash())
                || !Objects.equals(held.get(lastFinal.number()), lastFinal.hash())) {
            throw new IllegalStateException("the held blocks lack the cursor or the last final block");
        }
    }

    boolean holds(BlockRef block) {
        return Objects.equals(held.get(block.number()), block.hash());
    }

    /**
     * Where it stands after {@code blocks} on top of the held block {@code fork}. What was final stays final, also when
     * the new branch is shorter than the old one.
     */
    Position after(long fork, List<BlockHeader> blocks, Finality finality, int heldBelowFinal) {
        NavigableMap<Long, BlockHash> next = new TreeMap<>(held.headMap(fork, true));
        blocks.forEach(block -> next.put(block.number(), block.hash()));
        BlockRef head = blocks.getLast().ref();
        BlockRef newest = finality.newest(lastFinal, head, next);
        return new Position(head, newest, next.tailMap(newest.number() - heldBelowFinal, true));
    }
}
