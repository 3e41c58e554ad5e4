package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainSettings;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which blocks no reorg may drop any more. */
sealed interface Finality {
    /** As the chain is configured, by this node's view now. */
    static Finality of(Node node, ChainSettings chain) {
        return switch (chain.finality()) {
            case DEPTH -> new Depth(chain.requiredConfirmations());
            case FINALIZED -> new Tag(node.finalized());
        };
    }

    /**
     * The newest final block.
     *
     * @param before what it was; what was final stays final
     * @param held the chain as it is held, up to {@code head}
     */
    BlockRef newest(BlockRef before, BlockRef head, NavigableMap<Long, BlockHash> held);

    /** Up to which number blocks are final once {@code block} is held and {@code newest} is the newest final one. */
    long upTo(long block, BlockRef newest);

    /** How many confirmations a payment is told to need; null where they do not decide. */
    @Nullable
    Integer required();

    /**
     * A number up to which this node's chain is final.
     *
     * @throws ChainUnavailableException where it says of none
     */
    long settled(Node node);

    /** A block is final with enough blocks on it, itself counted. */
    record Depth(int confirmations) implements Finality {
        @Override
        public BlockRef newest(BlockRef before, BlockRef head, NavigableMap<Long, BlockHash> held) {
            long deepEnough = upTo(head.number(), before);
            BlockHash hash = held.get(deepEnough);
            return deepEnough > before.number() && hash != null ? new BlockRef(deepEnough, hash) : before;
        }

        @Override
        public long upTo(long block, BlockRef newest) {
            return block - confirmations + 1L;
        }

        @Override
        public Integer required() {
            return confirmations;
        }

        @Override
        public long settled(Node node) {
            return node.head().number() - confirmations;
        }
    }

    /**
     * A block is final when a node's {@code finalized} tag has reached it, and the tag's own block is the one that is held.
     *
     * @param tag null: the node knows of none
     */
    record Tag(@Nullable BlockRef tag) implements Finality {
        @Override
        public BlockRef newest(BlockRef before, BlockRef head, NavigableMap<Long, BlockHash> held) {
            return tag != null && tag.number() > before.number() && Objects.equals(held.get(tag.number()), tag.hash())
                    ? tag
                    : before;
        }

        @Override
        public long upTo(long block, BlockRef newest) {
            return newest.number();
        }

        @Override
        public @Nullable Integer required() {
            return null;
        }

        @Override
        public long settled(Node node) {
            if (tag == null) {
                throw new ChainUnavailableException("node " + node.id() + " tells of no finalized block");
            }
            return tag.number();
        }
    }
}
