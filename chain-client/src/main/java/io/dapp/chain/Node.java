package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
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
    private final ChainSettings settings;
    private final Rpc rpc;
    private final NodeReads reads;
    private final BlockReads blocks;
    private final LogReads logs;
    private final Runnable onDoubt;
    private volatile double lastBaseFee = Double.NaN;
    private final AtomicReference<@Nullable BlockHeader> head = new AtomicReference<>();

    Node(String id, String url, ChainSettings settings, MeterRegistry meters, Runnable onFailure) {
        this.id = id;
        this.settings = settings;
        this.onDoubt = onFailure;
        this.rpc = new Rpc(id, url, settings, meters, onFailure);
        this.reads = new NodeReads(rpc, settings);
        this.blocks = new BlockReads(rpc, settings);
        this.logs = new LogReads(rpc, blocks, settings);
    }

    /** Stable across restarts and reorderings of the list, and free of secrets: the chain's name and a hash of the URL. */
    public String id() {
        return id;
    }

    /** The newest head seen of this node; asks nothing. */
    public BlockHeader head() {
        BlockHeader seen = head.get();
        if (seen == null) {
            throw new ChainUnavailableException("node " + id + " has shown no head yet");
        }
        return seen;
    }

    @Nullable
    BlockHeader headOrNull() {
        return head.get();
    }

    /** Returns whether it is another one than before. */
    boolean see(BlockHeader seen) {
        return !seen.equals(head.getAndSet(seen));
    }

    Rpc rpc() {
        return rpc;
    }

    /** The number of the node's head, asked now. */
    public long headNumber() {
        return rpc.require("eth_blockNumber", Answers::number);
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
        return rpc.require("eth_getTransactionCount", Answers::number, account.toString(), block);
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
        lastBaseFee = fees.baseFee().value().doubleValue();
        return fees;
    }

    /** Asks nothing; NaN before {@link #fees()} was asked. */
    double lastBaseFee() {
        return lastBaseFee;
    }

    /** As {@link #fees()}, at the head that the node has now: what a refusal may rest on. */
    public Fees fresh() {
        BlockHeader now = rpc.require("eth_getBlockByNumber", Answers::header, "latest", false);
        return seen(reads.fees(now.ref()));
    }

    /**
     * Gas of a transfer to an address without code, cached until the next head: 21,000, and on some chains more.
     *
     * @throws ChainException when the node does not tell
     */
    public long transferGas() {
        return reads.transferGas(head().hash(), () -> estimateGas(PLAIN_TRANSFER));
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
        try {
            return rpc.require("eth_estimateGas", Answers::number, call.fields());
        } catch (NodeErrorException e) {
            throw Reverts.refine(e);
        }
    }

    /**
     * What the call would answer at the newest block: 0x and hexadecimal digits.
     *
     * @throws ExecutionRevertedException when it would revert
     * @throws InsufficientFundsException when the sender cannot pay for it
     */
    public String call(CallRequest call) {
        try {
            return rpc.require("eth_call", Answers::text, call.fields(), "latest");
        } catch (NodeErrorException e) {
            throw Reverts.refine(e);
        }
    }

    /** Gives the node signed transactions as one batch, in this order; one answer for each, never an exception. */
    public List<SendAnswer> send(List<byte[]> raw) {
        if (raw.isEmpty()) {
            return List.of();
        }
        List<List<String>> hex = raw.stream()
                .map(bytes -> List.of("0x" + HexFormat.of().formatHex(bytes)))
                .toList();
        try {
            List<SendAnswer> answers = new ArrayList<>(raw.size());
            for (Rpc.Reply reply : rpc.batch("eth_sendRawTransaction", hex)) {
                answers.add(SendAnswers.of(reply));
            }
            if (answers.stream().anyMatch(Node::saysOtherChain)) {
                onDoubt.run();
            }
            return answers;
        } catch (ChainUnavailableException e) {
            return Collections.nCopies(raw.size(), new SendAnswer.Later(String.valueOf(e.getMessage())));
        }
    }

    private static boolean saysOtherChain(SendAnswer answer) {
        return answer instanceof SendAnswer.Later later && later.kind() == SendAnswer.Kind.WRONG_CHAIN;
    }

    /** The newest block that the node calls finalized; null where it knows of none. */
    public @Nullable BlockRef finalized() {
        return blocks.finalized();
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
        return blocks.receipts(block, hashes);
    }

    /** Receipts of those of these transactions that the node's own chain holds, in whatever block. */
    public List<Receipt> receipts(Collection<TransactionHash> hashes) {
        return blocks.receipts(hashes);
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
        return blocks.revertReason(hash, parent);
    }

    ChainSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return id;
    }
}
