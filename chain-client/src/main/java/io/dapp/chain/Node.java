package io.dapp.chain;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node's view of its chain. Calls block for at most the chain's {@code call-timeout} and throw
 * {@link ChainUnavailableException} when the node gives no usable answer.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Node {
    Node() {}

    /** Stable across restarts and free of secrets: the chain's name and the node's place in its list. */
    public String id() {
        throw new UnsupportedOperationException();
    }

    /** The newest head seen of this node; asks nothing. */
    public BlockHeader head() {
        throw new UnsupportedOperationException();
    }

    /** The number of the node's head, asked now. */
    public long headNumber() {
        throw new UnsupportedOperationException();
    }

    /** Balance at a block (EIP-1898, or by number where the node holds that hash there); cached. */
    public Wei balance(Address account, BlockRef at) {
        throw new UnsupportedOperationException();
    }

    public long transactionCount(Address account, CountAt at) {
        throw new UnsupportedOperationException();
    }

    /** Whether code runs at the address; cached until the next head. */
    public boolean hasCode(Address account) {
        throw new UnsupportedOperationException();
    }

    /** Cached until the next head; within the chain's ceiling. */
    public Fees fees() {
        throw new UnsupportedOperationException();
    }

    /**
     * Gas the call would use.
     *
     * @throws ExecutionRevertedException when it would revert
     * @throws InsufficientFundsException when the sender cannot pay for it
     */
    public long estimateGas(CallRequest call) {
        throw new UnsupportedOperationException();
    }

    /** Gives the node signed transactions as one batch, in this order; one answer for each, never an exception. */
    public List<SendAnswer> send(List<byte[]> raw) {
        throw new UnsupportedOperationException();
    }

    /** The block with this hash; null when the node does not have it. */
    public @Nullable Block block(BlockHash hash, boolean full) {
        throw new UnsupportedOperationException();
    }

    /** The node's canonical block of this number; null beyond its head. */
    public @Nullable Block block(long number, boolean full) {
        throw new UnsupportedOperationException();
    }

    /**
     * Receipts of these transactions in this very block, by the cheaper of one batch and {@code eth_getBlockReceipts}.
     *
     * @throws ChainUnavailableException also when the node no longer has one of them in this block
     */
    public List<Receipt> receipts(Block block, Collection<TransactionHash> hashes) {
        throw new UnsupportedOperationException();
    }

    /** Why a mined transaction reverted, by calling it again on its parent's state; null when it cannot be learned. */
    public @Nullable String revertReason(TransactionHash hash, BlockRef parent) {
        throw new UnsupportedOperationException();
    }
}
