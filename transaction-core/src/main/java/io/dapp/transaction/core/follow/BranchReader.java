package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a node's chain has beyond what is held, by parent hashes, from one node's view. Behind its head several blocks
 * are asked for at once: half as many after a node did not answer that, and twice as many again after it went well for a
 * while, so that one that takes long over many is not asked for too many every other time.
 */
final class BranchReader {
    private static final int GOOD_READS = 8;

    private final int blocksAtOnce;
    private final Runnable progressed;
    private int atOnce;
    private int good;

    /** @param progressed called each time the node has answered */
    BranchReader(int blocksAtOnce, Runnable progressed) {
        this.blocksAtOnce = blocksAtOnce;
        this.progressed = progressed;
        this.atOnce = blocksAtOnce;
    }

    /**
     * The next blocks to record; empty where the node has nothing that is not held.
     *
     * @param busy asked once, after the newest of these blocks is known by its hash: whatever of ours it or an ancestor
     *     of it may hold was committed before. False: headers are enough
     * @throws ContradictionException when the node's chain leaves out a final block
     */
    Optional<Branch> next(Node node, Position position, BooleanSupplier busy) {
        while (true) {
            BlockHeader target = target(node, position);
            if (target == null) {
                return Optional.empty();
            }
            progressed.run();
            boolean full = busy.getAsBoolean();
            Branch straight;
            try {
                straight = straight(node, position, target, full);
            } catch (ChainUnavailableException e) {
                fewer(target.number() - position.cursor().number());
                if (e instanceof NodeErrorException) {
                    // An answer, only too long or too much: fewer may be asked for at once.
                    progressed.run();
                    continue;
                }
                throw e;
            }
            Branch branch = straight == null ? byParents(node, position, target, full) : straight;
            read(branch.blocks().size());
            return Optional.of(branch);
        }
    }

    /** Comes to an end: what is one block is not asked for as several. */
    private void fewer(long asked) {
        atOnce = (int) Math.max(1, Math.min(atOnce, asked) / 2);
        good = 0;
    }

    private void read(int blocks) {
        if (atOnce < blocksAtOnce && blocks >= atOnce && ++good >= GOOD_READS) {
            atOnce = Math.min(blocksAtOnce, 2 * atOnce);
            good = 0;
        }
    }

    private @Nullable BlockHeader target(Node node, Position position) {
        BlockHeader head = node.head();
        long cursor = position.cursor().number();
        // A node that is behind is no reorg: its head is held, or lies below everything that is.
        if (position.holds(head.ref()) || head.number() < position.held().firstKey()) {
            return null;
        }
        if (head.number() <= cursor + atOnce) {
            return head;
        }
        Block block = node.block(cursor + atOnce, false);
        return block == null ? null : block.header();
    }

    /** Several blocks in one request; null where they do not join the cursor and the target. */
    private static @Nullable Branch straight(Node node, Position position, BlockHeader target, boolean full) {
        long first = position.cursor().number() + 1;
        if (target.number() - first < 1) {
            return null;
        }
        List<Block> blocks = node.blocks(first, target.number(), full);
        BlockHash parent = position.cursor().hash();
        for (Block block : blocks) {
            if (!block.header().parentHash().equals(parent)) {
                return null;
            }
            parent = block.header().hash();
        }
        return parent.equals(target.hash()) ? new Branch(position.cursor(), blocks) : null;
    }

    private Branch byParents(Node node, Position position, BlockHeader target, boolean full) {
        Deque<Block> blocks = new ArrayDeque<>();
        Block block = full ? require(node, target.hash(), true) : new Block(target, List.of());
        while (true) {
            BlockHeader header = block.header();
            if (header.number() <= position.lastFinal().number()) {
                throw new ContradictionException(header, position.lastFinal());
            }
            blocks.addFirst(block);
            BlockRef parent = new BlockRef(header.number() - 1, header.parentHash());
            if (position.holds(parent)) {
                return new Branch(parent, List.copyOf(blocks));
            }
            block = require(node, parent.hash(), full);
            progressed.run();
            if (block.header().number() != parent.number()) {
                throw new ChainUnavailableException("a node gave a parent that is not one number lower");
            }
        }
    }

    private static Block require(Node node, BlockHash hash, boolean full) {
        Block block = node.block(hash, full);
        if (block == null) {
            throw new ChainUnavailableException("node " + node.id() + " no longer has block " + hash);
        }
        return block;
    }
}
