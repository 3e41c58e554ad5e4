package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the block in which an account's count of used nonces passed a nonce, by one node's counts, at or below a final
 * block: a proof that does not lean on what the node does not have.
 */
final class NonceSearch {
    private record Counted(Address account, long number) {}

    private final Node node;
    private final BlockRef last;
    private final Map<Long, BlockRef> refs = new HashMap<>();
    private final Map<Counted, Long> counts = new HashMap<>();

    NonceSearch(Node node, BlockRef last) {
        this.node = node;
        this.last = last;
        refs.put(last.number(), last);
    }

    /** How many nonces the account has used as of the final block. */
    long count(Address account) {
        return count(account, last.number());
    }

    /**
     * The block that used a nonce below {@link #count(Address)}, with its transactions. Recent blocks are asked first: a
     * node may hold no older states.
     *
     * @throws ChainUnavailableException when the node cannot tell
     */
    Block usedIn(Address account, long nonce) {
        long used = last.number();
        long unused = used - 1;
        for (long step = 1; unused >= 0 && count(account, unused) > nonce; step *= 2) {
            used = unused;
            unused = Math.max(-1, used - step);
        }
        while (used - unused > 1) {
            long middle = unused + (used - unused) / 2;
            if (count(account, middle) > nonce) {
                used = middle;
            } else {
                unused = middle;
            }
        }
        Block block = node.block(ref(used).hash(), true);
        if (block == null) {
            throw new ChainUnavailableException("the node does not have block " + used);
        }
        return block;
    }

    /**
     * What was found is of the chain that the final block ends.
     *
     * @throws ChainUnavailableException when the node has changed its mind meanwhile
     */
    void confirm() {
        Block held = node.block(last.number(), false);
        if (held == null || !held.header().hash().equals(last.hash())) {
            throw new ChainUnavailableException("the node does not hold block " + last.number() + " " + last.hash());
        }
    }

    private long count(Address account, long number) {
        return counts.computeIfAbsent(
                new Counted(account, number), asked -> node.transactionCount(account, ref(number)));
    }

    private BlockRef ref(long number) {
        return refs.computeIfAbsent(number, asked -> {
            Block block = node.block(asked, false);
            if (block == null) {
                throw new ChainUnavailableException("the node does not have block " + asked);
            }
            return block.header().ref();
        });
    }
}
