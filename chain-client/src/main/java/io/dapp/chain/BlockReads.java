package io.dapp.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a node says of blocks. */
final class BlockReads {
    private final Rpc rpc;
    private final ChainSettings settings;
    private final ReceiptReads receipts;

    BlockReads(Rpc rpc, ReceiptReads receipts, ChainSettings settings) {
        this.rpc = rpc;
        this.receipts = receipts;
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
                JsonNode value = rpc.member("eth_getBlockByNumber", reply);
                if (value != null) {
                    blocks.add(rpc.read("eth_getBlockByNumber", Answers::block, value));
                }
            }
        }
        return blocks;
    }

    List<ShownTransaction> transactions(Collection<TransactionHash> wanted) {
        List<List<String>> hashes =
                wanted.stream().map(hash -> List.of(hash.toString())).toList();
        List<ShownTransaction> shown = new ArrayList<>(hashes.size());
        for (int from = 0; from < hashes.size(); from += settings.maxBatch()) {
            List<List<String>> part = hashes.subList(from, Math.min(hashes.size(), from + settings.maxBatch()));
            for (Rpc.Reply reply : rpc.batch("eth_getTransactionByHash", part)) {
                JsonNode value = rpc.member("eth_getTransactionByHash", reply);
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
        return receipts.logs(block);
    }
}
