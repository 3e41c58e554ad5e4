package io.dapp.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a node says of receipts, by the cheaper of one batch and a whole block's. */
final class ReceiptReads {
    private static final int METHOD_NOT_FOUND = -32601;
    private static final String OF_BLOCK = "eth_getBlockReceipts";
    private static final String OF_ONE = "eth_getTransactionReceipt";

    private final Rpc rpc;
    private final ChainSettings settings;
    private volatile boolean blockReceipts = true;

    ReceiptReads(Rpc rpc, ChainSettings settings) {
        this.rpc = rpc;
        this.settings = settings;
    }

    List<Receipt> receipts(Block block, Collection<TransactionHash> hashes) {
        if (hashes.isEmpty()) {
            return List.of();
        }
        Set<TransactionHash> wanted = new HashSet<>(hashes);
        List<Receipt> receipts = new ArrayList<>(wanted.size());
        for (Receipt receipt : told(block, wanted)) {
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

    /** By the cheaper form; by the other one where the node refuses that, or takes too long or says too much. */
    private List<Receipt> told(Block block, Set<TransactionHash> wanted) {
        boolean whole = wholeBlockIsCheaper(block, wanted);
        try {
            return whole ? ofBlock(block) : receipts(wanted);
        } catch (ChainUnavailableException e) {
            if (!whole && !blockReceipts) {
                throw e;
            }
            try {
                return whole ? receipts(wanted) : ofBlock(block);
            } catch (ChainUnavailableException other) {
                other.addSuppressed(e);
                throw other;
            }
        }
    }

    private List<Receipt> ofBlock(Block block) {
        try {
            return rpc.require(
                    OF_BLOCK, Answers::receipts, block.header().hash().toString());
        } catch (NodeErrorException e) {
            if (e.code() == METHOD_NOT_FOUND) {
                blockReceipts = false;
            }
            throw e;
        }
    }

    List<Receipt> receipts(Collection<TransactionHash> wanted) {
        return each(wanted).stream()
                .map(receipt -> rpc.read(OF_ONE, Answers::receipt, receipt))
                .toList();
    }

    /** All logs of a block, out of the receipts of all its transactions. */
    List<Log> logs(Block block) {
        List<JsonNode> receipts = allOf(block);
        if (receipts.size() != block.transactions().size()) {
            throw new ChainUnavailableException(
                    "the node lacks receipts of block " + block.header().number());
        }
        List<Log> logs = new ArrayList<>();
        for (JsonNode receipt : receipts) {
            receipt.path("logs").forEach(log -> logs.add(rpc.read(OF_BLOCK, Answers::log, log)));
        }
        return logs;
    }

    private List<JsonNode> allOf(Block block) {
        if (block.transactions().isEmpty()) {
            return List.of();
        }
        try {
            if (blockReceipts) {
                List<JsonNode> receipts = new ArrayList<>();
                rpc.require(OF_BLOCK, list -> list, block.header().hash().toString())
                        .forEach(receipts::add);
                return receipts;
            }
        } catch (NodeErrorException e) {
            blockReceipts = e.code() != METHOD_NOT_FOUND;
        }
        return each(block.transactions().stream().map(Block.Transaction::hash).toList());
    }

    /** Those that the node has; what it does not tell of is not taken for absent. */
    private List<JsonNode> each(Collection<TransactionHash> wanted) {
        List<List<String>> hashes =
                wanted.stream().map(hash -> List.of(hash.toString())).toList();
        List<JsonNode> receipts = new ArrayList<>(hashes.size());
        for (int from = 0; from < hashes.size(); from += settings.maxBatch()) {
            List<List<String>> part = hashes.subList(from, Math.min(hashes.size(), from + settings.maxBatch()));
            for (Rpc.Reply reply : rpc.batch(OF_ONE, part)) {
                JsonNode value = rpc.member(OF_ONE, reply);
                if (value != null) {
                    receipts.add(value);
                }
            }
        }
        return receipts;
    }
}
