package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.LogFilter;
import io.dapp.chain.Node;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.contract.BlockEvents;
import io.dapp.transaction.core.follow.PaymentMatches.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what blocks did to our payments and said to those who watch contracts; all that is asked of a node is asked here, before any transaction begins. */
final class BlockFindings {
    private static final Logger LOG = LoggerFactory.getLogger(BlockFindings.class);

    private final PaymentMatches matches;
    private final EventReads events;
    private final int revertsDecoded;
    private final Duration revertsWithin;

    BlockFindings(PaymentMatches matches, EventReads events, int revertsDecoded, Duration revertsWithin) {
        this.matches = matches;
        this.events = events;
        this.revertsDecoded = revertsDecoded;
        this.revertsWithin = revertsWithin;
    }

    /**
     * What some blocks hold that their readers look for.
     *
     * @param ours attempts of our payments
     * @param foreign what uses a nonce of one of our payments otherwise
     * @param watched the contract events that somebody has asked for
     */
    record Matched(Map<TransactionHash, Match> ours, Map<TransactionHash, Match> foreign, LogFilter watched) {}

    /** By one question to the database for all of these blocks; no node is asked. */
    Matched match(ChainId chain, List<Block> blocks) {
        Map<TransactionHash, Match> ours = new HashMap<>();
        Map<TransactionHash, Match> foreign = new HashMap<>();
        for (Match match : matches.in(chain, blocks)) {
            (match.ours() ? ours : foreign).put(match.hash(), match);
        }
        return new Matched(ours, foreign, events.watched(chain));
    }

    /** What one of these blocks did. */
    Found read(ChainId chain, Node node, Block block, Matched matched) {
        Optional<BlockEvents> seen = events.read(chain, node, block, matched.watched());
        return new Found(inBlock(node, block, matched.ours()), taken(block, matched.foreign()), seen);
    }

    private static List<Taken> taken(Block block, Map<TransactionHash, Match> foreign) {
        List<Taken> taken = new ArrayList<>();
        for (Block.Transaction transaction : block.transactions()) {
            Match match = foreign.get(transaction.hash());
            if (match != null) {
                LOG.warn(
                        "payment {}: its nonce was used by {}, which was not made here: the key of {} is used elsewhere",
                        match.paymentId(),
                        match.hash(),
                        match.sender());
                taken.add(new Taken(match.paymentId(), block.header().ref()));
            }
        }
        return taken;
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
        long decodedBy = System.nanoTime() + revertsWithin.toNanos();
        for (Receipt receipt : node.receipts(block, hashes)) {
            Match match = ours.get(receipt.hash());
            if (match == null) {
                continue;
            }
            String why = null;
            if (!receipt.succeeded() && decoded++ < revertsDecoded && System.nanoTime() - decodedBy < 0) {
                why = node.revertReason(receipt.hash(), parent);
            }
            mined.add(new Mined(match.paymentId(), match.sender(), receipt, why));
        }
        return mined;
    }
}
