package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One node's view of its chain. Calls block for at most the chain's {@code call-timeout} and throw
 * {@link ChainUnavailableException} when the node gives no usable answer.
 */
public final class Node {
    /** Of no value, from where nobody sends: what a transfer costs does not depend on who makes it. */
    private static final CallRequest PLAIN_TRANSFER = new CallRequest(
            Address.parse("0x0000000000000000000000000000000000000000"),
            Address.parse("0x000000000000000000000000000000000000dead"),
            Wei.ZERO,
            null);

    private final String id;
    private final NodeCalls calls;
    private final Rpc rpc;
    private final NodeOutcomes outcomes;
    private final NodeReads reads;
    private final BlockReads blocks;
    private final ReceiptReads receipts;
    private final LogReads logs;
    private final Executions executions;
    private final RawSends sends;
    private final AtomicReference<@Nullable Fees> lastFees;
    private final Heads heads;

    Node(String id, String url, ChainSettings settings, MeterRegistry meters, NodeOutcomes outcomes) {
        this.id = id;
        this.outcomes = outcomes;
        this.calls = new NodeCalls(id, url, settings, meters, outcomes);
        this.rpc = calls.platform();
        this.reads = new NodeReads(rpc, calls.admissions(), settings, outcomes);
        this.receipts = new ReceiptReads(rpc, settings);
        this.blocks = new BlockReads(rpc, receipts, settings);
        this.logs = new LogReads(rpc, calls.history(), blocks, settings);
        this.executions = new Executions(calls.admissions());
        this.sends = new RawSends(id, rpc, meters, outcomes);
        this.lastFees = new AtomicReference<>();
        this.heads = new Heads();
    }

    private Node(Node same, Rpc contracts) {
        this.id = same.id;
        this.calls = same.calls;
        this.rpc = same.rpc;
        this.outcomes = same.outcomes;
        this.reads = same.reads.by(contracts);
        this.receipts = same.receipts;
        this.blocks = same.blocks;
        this.logs = same.logs;
        this.executions = new Executions(contracts);
        this.sends = same.sends;
        this.lastFees = same.lastFees;
        this.heads = same.heads;
    }

    /** The same node for what no payment waits for: calls of contracts take no turn from those that payments need. */
    public Node forTrials() {
        return new Node(this, calls.trials());
    }

    /** Stable across restarts and reorderings of the list, and free of secrets: the chain's name and a hash of the URL. */
    public String id() {
        return id;
    }

    /** The newest head seen of this node; asks nothing. */
    public BlockHeader head() {
        BlockHeader seen = heads.newest();
        if (seen == null) {
            throw new ChainUnavailableException("node " + id + " has shown no head yet");
        }
        return seen;
    }

    @Nullable
    BlockHeader headOrNull() {
        return heads.newest();
    }

    Heads heads() {
        return heads;
    }

    Rpc probes() {
        return calls.probes();
    }

    void close() {
        calls.close();
    }

    /** The number of the node's head, asked now. */
    public long headNumber() {
        return outcomes.judging(Duty.HEADS, () -> rpc.require("eth_blockNumber", Answers::number));
    }

    /** Balance at a block (EIP-1898, or by number where the node holds that hash there); cached. */
    public Wei balance(Address account, BlockRef at) {
        return reads.balance(account, at);
    }

    /**
     * What an account holds of an ERC-20 token at a block, in the token's base unit; cached.
     *
     * @throws ExecutionRevertedException when the token refuses to tell
     * @throws io.dapp.chain.abi.AbiDecodeException when there is no such token
     */
    public BigInteger tokenBalance(Address token, Address account, BlockRef at) {
        return reads.tokenBalance(token, account, at);
    }

    public long transactionCount(Address account, CountAt at) {
        String block = switch (at) {
            case LATEST -> "latest";
            case PENDING -> "pending";
        };
        return outcomes.judging(
                Duty.NONCES, () -> rpc.require("eth_getTransactionCount", Answers::number, account.toString(), block));
    }

    /** How many nonces the account has used as of a block. */
    public long transactionCount(Address account, BlockRef at) {
        return reads.transactionCount(account, at);
    }

    /** Whether code runs at the address; cached until the next head. */
    public boolean hasCode(Address account) {
        return reads.hasCode(account, head().hash());
    }

    /** Cached until the next head; within the chain's ceiling. */
    public Fees fees() {
        return seen(reads.fees(head().ref()));
    }

    private Fees seen(Fees fees) {
        lastFees.set(fees);
        return fees;
    }

    /** Asks nothing; null before {@link #fees()} was asked. */
    @Nullable
    Fees lastFees() {
        return lastFees.get();
    }

    /** As {@link #fees()}, at the head that the node has now: what a refusal may rest on. */
    public Fees fresh() {
        BlockHeader now = outcomes.judging(
                Duty.HEADS, () -> rpc.require("eth_getBlockByNumber", Answers::header, "latest", false));
        return seen(reads.fees(now.ref()));
    }

    /**
     * Gas of a transfer to an address without code, cached until the next head: 21,000, and on some chains more.
     *
     * @throws ChainException when the node does not tell
     */
    public long transferGas() {
        return reads.transferGas(head().hash(), () -> Executions.estimateGas(rpc, PLAIN_TRANSFER));
    }

    /** Balance at the node's head; cached until the next one. */
    public Wei balance(Address account) {
        return reads.balance(account, head().ref());
    }

    /**
     * What the call returns at a block, 0x and hexadecimal digits; cached.
     *
     * @throws ExecutionRevertedException when it reverts
     * @throws InsufficientFundsException when the sender does not have the value
     */
    public String call(CallRequest call, BlockRef at) {
        return reads.call(call, at);
    }

    /**
     * Gas the call would use.
     *
     * @throws ExecutionRevertedException when it would revert
     * @throws InsufficientFundsException when the sender cannot pay for it
     */
    public long estimateGas(CallRequest call) {
        return executions.estimateGas(call);
    }

    /**
     * What the call would answer at the newest block: 0x and hexadecimal digits.
     *
     * @throws ExecutionRevertedException when it would revert
     * @throws InsufficientFundsException when the sender cannot pay for it
     */
    public String call(CallRequest call) {
        return executions.call(call);
    }

    /** Gives the node signed transactions as one batch, in this order; one answer for each, never an exception. */
    public List<SendAnswer> send(List<byte[]> raw) {
        return sends.send(raw);
    }

    /** The newest block that the node calls finalized; null where it knows of none. */
    public @Nullable BlockRef finalized() {
        BlockRef tag = blocks.finalized();
        if (tag == null) {
            outcomes.refused(Duty.FINALITY);
        } else {
            outcomes.served(Duty.FINALITY);
        }
        return tag;
    }

    /** The block with this hash; null when the node does not have it. */
    public @Nullable Block block(BlockHash hash, boolean full) {
        return blocks.block(hash, full);
    }

    /** The node's canonical block of this number; null beyond its head. */
    public @Nullable Block block(long number, boolean full) {
        return blocks.block(number, full);
    }

    /** The node's canonical blocks of these numbers, both ends included; fewer where its head is lower. */
    public List<Block> blocks(long first, long last, boolean full) {
        return blocks.blocks(first, last, full);
    }

    /**
     * Receipts of these transactions in this very block, by the cheaper of one batch and {@code eth_getBlockReceipts}.
     *
     * @throws ChainUnavailableException also when the node no longer has one of them in this block
     */
    public List<Receipt> receipts(Block block, Collection<TransactionHash> hashes) {
        return receipts.receipts(block, hashes);
    }

    /** Receipts of those of these transactions that the node's own chain holds, in whatever block. */
    public List<Receipt> receipts(Collection<TransactionHash> hashes) {
        return receipts.receipts(hashes);
    }

    /** Those of these transactions that the node has, in its pool or in a block. */
    public List<ShownTransaction> transactions(Collection<TransactionHash> hashes) {
        return blocks.transactions(hashes);
    }

    /**
     * The logs of this very block that the filter takes, in their order: by one question whatever the filter holds, and by
     * none where the header's bloom excludes them and the node's blooms have been seen to tell.
     *
     * @throws ChainUnavailableException also when the node does not hold the block, or its receipts yet
     */
    public List<Log> logs(BlockHeader block, LogFilter filter) {
        return logs.inBlock(block, filter);
    }

    /**
     * The logs of the node's canonical blocks of these numbers, both ends included.
     *
     * @param above a block at or above {@code last}, which the node must hold
     * @throws NodeErrorException also when it finds the range or the answer too large
     */
    public List<Log> logs(long first, long last, BlockRef above, LogFilter filter) {
        return logs.inRange(first, last, above, filter);
    }

    /** Why a mined transaction reverted, by calling it again on its parent's state; null when it cannot be learned. */
    public @Nullable String revertReason(TransactionHash hash, BlockRef parent) {
        return Executions.revertReason(calls.reasons(), hash, parent);
    }

    @Override
    public String toString() {
        return id;
    }
}
