package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.Node;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.follow.PaymentMatches.Match;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what blocks did to our payments; all that is asked of a node is asked here, before any transaction begins. */
final class BlockFindings {
    private static final Logger LOG = LoggerFactory.getLogger(BlockFindings.class);

    private final PaymentMatches matches;
    private final int revertsDecoded;

    BlockFindings(PaymentMatches matches, int revertsDecoded) {
        this.matches = matches;
        this.revertsDecoded = revertsDecoded;
    }

    /** For each of the blocks, in their order, the payments it holds. */
    List<List<Mined>> read(ChainId chain, Node node, List<Block> blocks) {
        Map<TransactionHash, Match> ours = new HashMap<>();
        for (Match match : matches.in(chain, blocks)) {
            if (match.ours()) {
                ours.put(match.hash(), match);
            } else {
                LOG.warn(
                        "payment {}: its nonce was used by {}, which was not made here: the key of {} is used elsewhere",
                        match.paymentId(),
                        match.hash(),
                        match.sender());
            }
        }
        return blocks.stream().map(block -> inBlock(node, block, ours)).toList();
    }

    private List<Mined> inBlock(Node node, Block block, Map<TransactionHash, Match> ours) {
        List<TransactionHash> hashes = block.transactions().stream()
                .map(Block.Transaction::hash)
                .filter(ours::containsKey)
                .toList();
        BlockRef parent =
                new BlockRef(block.header().number() - 1, block.header().parentHash());
        List<Mined> mined = new ArrayList<>(hashes.size());
        int decoded = 0;
        for (Receipt receipt : node.receipts(block, hashes)) {
            Match match = ours.get(receipt.hash());
            if (match == null) {
                continue;
            }
            String why = null;
            if (!receipt.succeeded() && decoded++ < revertsDecoded) {
                why = node.revertReason(receipt.hash(), parent);
            }
            mined.add(new Mined(match.paymentId(), match.sender(), receipt, why));
        }
        return mined;
    }
}
