package io.dapp.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a node says of blocks and of what is in them. */
final class BlockReads {
    private static final int METHOD_NOT_FOUND = -32601;

    private final Rpc rpc;
    private final ChainSettings settings;
    private volatile boolean blockReceipts = true;

    BlockReads(Rpc rpc, ChainSettings settings) {
        this.rpc = rpc;
        this.settings = settings;
    }

    @Nullable
    Block block(BlockHash hash, boolean full) {
        Block block = rpc.call("eth_getBlockByHash", Answers::block, hash.toString(), full);
        if (block != null && !block.header().hash().equals(hash)) {
            throw new ChainUnavailableException("a node answered with another block than the one asked for");
        }
        return block;
    }

    @Nullable
    BlockRef finalized() {
        try {
            Block block = rpc.call("eth_getBlockByNumber", Answers::block, "finalized", false);
            return block == null ? null : block.header().ref();
        } catch (NodeErrorException none) {
            // Right after the start, or where the chain has no such tag.
            return null;
        }
    }

    @Nullable
    Block block(long number, boolean full) {
        Block block = rpc.call("eth_getBlockByNumber", Answers::block, "0x" + Long.toHexString(number), full);
        if (block != null && block.header().number() != number) {
            throw new ChainUnavailableException("a node answered with another block than the one asked for");
        }
        return block;
    }

    List<Block> blocks(long first, long last, boolean full) {
        List<Block> blocks = new ArrayList<>();
        for (long from = first; from <= last; from += settings.maxBatch()) {
            List<List<Object>> numbers = LongStream.rangeClosed(from, Math.min(last, from + settings.maxBatch() - 1))
                    .mapToObj(number -> List.<Object>of("0x" + Long.toHexString(number), full))
                    .toList();
            for (Rpc.Reply reply : rpc.batch("eth_getBlockByNumber", numbers)) {
                JsonNode value = reply == null ? null : reply.value();
                if (value != null) {
                    blocks.add(rpc.read("eth_getBlockByNumber", Answers::block, value));
                }
            }
        }
        return blocks;
    }

    List<Receipt> receipts(Block block, Collection<TransactionHash> hashes) {
        if (hashes.isEmpty()) {
            return List.of();
        }
        Set<TransactionHash> wanted = new HashSet<>(hashes);
        List<Receipt> receipts = new ArrayList<>(wanted.size());
        for (Receipt receipt : wholeBlockIsCheaper(block, wanted) ? ofBlock(block, wanted) : receipts(wanted)) {
            if (receipt.block().equals(block.header().ref()) && wanted.remove(receipt.hash())) {
                receipts.add(receipt);
            }
        }
        if (!wanted.isEmpty()) {
            throw new ChainUnavailableException(
                    "the node has no receipt in block " + block.header().number() + " for what that block holds");
        }
        return receipts;
    }

    /** A receipt asked for by itself costs a node about as much as a handful read with their block. */
    private boolean wholeBlockIsCheaper(Block block, Set<TransactionHash> wanted) {
        return blockReceipts
                && wanted.size() > 1
                && wanted.size() * 4L >= block.transactions().size();
    }

    private List<Receipt> ofBlock(Block block, Set<TransactionHash> wanted) {
        try {
            return rpc.require(
                    "eth_getBlockReceipts",
                    Answers::receipts,
                    block.header().hash().toString());
        } catch (NodeErrorException e) {
            if (e.code() == METHOD_NOT_FOUND) {
                blockReceipts = false;
            }
            return receipts(wanted);
        }
    }

    List<Receipt> receipts(Collection<TransactionHash> wanted) {
        List<List<String>> hashes =
                wanted.stream().map(hash -> List.of(hash.toString())).toList();
        List<Receipt> receipts = new ArrayList<>(hashes.size());
        for (int from = 0; from < hashes.size(); from += settings.maxBatch()) {
            List<List<String>> part = hashes.subList(from, Math.min(hashes.size(), from + settings.maxBatch()));
            for (Rpc.Reply reply : rpc.batch("eth_getTransactionReceipt", part)) {
                JsonNode value = reply == null ? null : reply.value();
                if (value != null) {
                    receipts.add(rpc.read("eth_getTransactionReceipt", Answers::receipt, value));
                }
            }
        }
        return receipts;
    }

    List<ShownTransaction> transactions(Collection<TransactionHash> wanted) {
        List<List<String>> hashes =
                wanted.stream().map(hash -> List.of(hash.toString())).toList();
        List<ShownTransaction> shown = new ArrayList<>(hashes.size());
        for (int from = 0; from < hashes.size(); from += settings.maxBatch()) {
            List<List<String>> part = hashes.subList(from, Math.min(hashes.size(), from + settings.maxBatch()));
            for (Rpc.Reply reply : rpc.batch("eth_getTransactionByHash", part)) {
                if (reply == null) {
                    throw new ChainUnavailableException("the node left out an answer of a batch");
                }
                rpc.requireNoError("eth_getTransactionByHash", reply);
                JsonNode value = reply.value();
                if (value != null) {
                    shown.add(rpc.read("eth_getTransactionByHash", Answers::shown, value));
                }
            }
        }
        return shown;
    }

    /** All logs of a block, out of the receipts of all its transactions. */
    List<Log> logs(BlockRef of) {
        Block block = block(of.hash(), false);
        if (block == null) {
            throw new ChainUnavailableException("the node does not hold block " + of.number() + " " + of.hash());
        }
        List<JsonNode> receipts = allReceipts(block);
        if (receipts.size() != block.transactions().size()) {
            throw new ChainUnavailableException("the node lacks receipts of block " + of.number());
        }
        List<Log> logs = new ArrayList<>();
        for (JsonNode receipt : receipts) {
            receipt.path("logs").forEach(log -> logs.add(rpc.read("eth_getBlockReceipts", Answers::log, log)));
        }
        return logs;
    }

    private List<JsonNode> allReceipts(Block block) {
        if (block.transactions().isEmpty()) {
            return List.of();
        }
        List<JsonNode> receipts = new ArrayList<>();
        try {
            if (blockReceipts) {
                rpc.require(
                                "eth_getBlockReceipts",
                                list -> list,
                                block.header().hash().toString())
                        .forEach(receipts::add);
                return receipts;
            }
        } catch (NodeErrorException e) {
            blockReceipts = e.code() != METHOD_NOT_FOUND;
        }
        List<List<String>> hashes = block.transactions().stream()
                .map(transaction -> List.of(transaction.hash().toString()))
                .toList();
        for (int from = 0; from < hashes.size(); from += settings.maxBatch()) {
            List<List<String>> part = hashes.subList(from, Math.min(hashes.size(), from + settings.maxBatch()));
            for (Rpc.Reply reply : rpc.batch("eth_getTransactionReceipt", part)) {
                JsonNode value = reply == null ? null : reply.value();
                if (value != null) {
                    receipts.add(value);
                }
            }
        }
        return receipts;
    }

    @Nullable
    String revertReason(TransactionHash hash, BlockRef parent) {
        try {
            Map<String, JsonNode> call = rpc.call("eth_getTransactionByHash", BlockReads::asCall, hash.toString());
            if (call != null) {
                rpc.call(
                        "eth_call",
                        Answers::text,
                        call,
                        Map.of("blockHash", parent.hash().toString()));
            }
            return null;
        } catch (NodeErrorException e) {
            return Reverts.refine(e) instanceof ExecutionRevertedException reverted ? reverted.reason() : null;
        } catch (ChainUnavailableException e) {
            return null;
        }
    }

    private static Map<String, JsonNode> asCall(JsonNode transaction) {
        Map<String, JsonNode> call = new LinkedHashMap<>();
        for (String field : List.of("from", "to", "value", "gas", "input")) {
            JsonNode value = transaction.path(field);
            if (value.isString()) {
                call.put(field, value);
            }
        }
        return call;
    }
}
