package io.dapp.transaction.core.simulation;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.LogsBloom;
import io.dapp.chain.TransactionHash;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The chain as it is for everybody who has seen it, with one account's count and balance in each block. */
public final class ModelChain {
    /**
     * A transaction of the account.
     *
     * @param cost wei that it takes from the account
     * @param fee what it offers
     */
    public record Tx(TransactionHash hash, long nonce, long cost, long fee) {}

    /**
     * A block.
     *
     * @param count the account's transactions up to it
     * @param balance what the account has after it
     */
    public record Mined(BlockHeader header, List<Tx> transactions, long count, long balance) {}

    private final Map<BlockHash, Mined> known = new HashMap<>();
    private final Map<TransactionHash, Mined> holders = new HashMap<>();
    private List<Mined> canonical = new ArrayList<>();
    private final LongUnaryOperator times;
    private long blocksEver;

    ModelChain(long balance) {
        this(balance, 0, number -> number);
    }

    /**
     * One of several.
     *
     * @param first sets its blocks' hashes apart from those of another
     * @param times says, by a block's number, when it is made, in epoch seconds
     */
    public ModelChain(long balance, long first, LongUnaryOperator times) {
        this.times = times;
        this.blocksEver = first;
        add(new Mined(header(0, hash(0)), List.of(), 0, balance));
    }

    public Mined head() {
        return canonical.getLast();
    }

    public List<Mined> canonical() {
        return canonical;
    }

    public @Nullable Mined at(BlockRef block) {
        return known.get(block.hash());
    }

    /** Whether the chain has this transaction now, and where. */
    public @Nullable Mined holder(TransactionHash hash) {
        return holders.get(hash);
    }

    /** Adds a block with those of the candidates, in nonce order, that can be executed. */
    public void mine(List<Tx> candidates, long income) {
        Mined parent = head();
        List<Tx> taken = new ArrayList<>();
        long count = parent.count();
        long balance = parent.balance() + income;
        for (Tx candidate : candidates) {
            if (candidate.nonce() == count && candidate.cost() <= balance) {
                taken.add(candidate);
                count++;
                balance -= candidate.cost();
            }
        }
        add(new Mined(header(parent.header().number() + 1, parent.header().hash()), taken, count, balance));
    }

    /**
     * Takes back the newest blocks.
     *
     * @return what was in them, in nonce order
     */
    public List<Tx> drop(int depth) {
        int keep = canonical.size() - depth;
        List<Tx> dropped = new ArrayList<>();
        canonical.subList(keep, canonical.size()).forEach(block -> dropped.addAll(block.transactions()));
        dropped.forEach(one -> holders.remove(one.hash()));
        canonical = new ArrayList<>(canonical.subList(0, keep));
        return dropped;
    }

    private void add(Mined block) {
        canonical.add(block);
        block.transactions().forEach(one -> holders.put(one.hash(), block));
        known.put(block.header().hash(), block);
    }

    private BlockHeader header(long number, BlockHash parent) {
        return new BlockHeader(
                number,
                hash(++blocksEver),
                parent,
                Instant.ofEpochSecond(times.applyAsLong(number)),
                LogsBloom.unknown());
    }

    private static BlockHash hash(long serial) {
        return BlockHash.of(
                ByteBuffer.allocate(32).putLong(serial).putLong(~serial).array());
    }
}
