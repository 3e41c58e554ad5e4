package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.follow.UsedNonces.Overdue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of a payment whose nonce is used, where a node no longer holds the state of the block that used it (a full
 * node keeps that of the last 128 blocks): by receipts. That there is none is believed of two nodes, or the only one there
 * is, which count the nonce as used by the final block and still show the receipt of a transaction at least as old.
 */
final class ReceiptSearch {
    private static final int BLOCKS_AT_ONCE = 64;
    private static final int BLOCKS_AT_MOST = 1_024;

    private final Chain chain;
    private final BlockRef last;
    private final Duration clockTolerance;

    /** @param clockTolerance how far a block's timestamp may be before the database's clock */
    ReceiptSearch(Chain chain, BlockRef last, Duration clockTolerance) {
        this.chain = chain;
        this.last = last;
        this.clockTolerance = clockTolerance;
    }

    /**
     * The receipt of whichever attempt is in a final block; empty where none is, and none can come.
     *
     * @throws ChainUnavailableException when that cannot be told
     */
    Optional<Receipt> find(Overdue one) {
        List<Node> nodes = chain.usableNodes();
        int needed = Math.min(2, chain.settings().nodes().size());
        int without = 0;
        for (Node node : nodes) {
            requireLast(node);
            TransactionHash witness = witness(node, one.createdAt().minus(clockTolerance));
            List<TransactionHash> asked = new ArrayList<>(one.attempts());
            asked.add(witness);
            // In one request: behind one address may be several nodes, and the one without old receipts may answer
            // next.
            List<Receipt> receipts = node.receipts(asked);
            for (Receipt receipt : receipts) {
                if (one.attempts().contains(receipt.hash())) {
                    if (receipt.block().number() > last.number()) {
                        throw new ChainUnavailableException("node " + node + " shows payment " + one.paymentId()
                                + " in block " + receipt.block().number() + ", after the one that used its nonce");
                    }
                    requireOnChain(node, receipt.block());
                    requireLast(node);
                    return Optional.of(receipt);
                }
            }
            if (receipts.stream().noneMatch(receipt -> receipt.hash().equals(witness))) {
                throw new ChainUnavailableException(
                        "node " + node + " keeps no receipts as old as payment " + one.paymentId());
            }
            requireUsed(node, one);
            requireLast(node);
            without++;
        }
        if (without < needed) {
            throw new ChainUnavailableException("fewer than " + needed + " nodes can be asked for receipts");
        }
        return Optional.empty();
    }

    private void requireLast(Node node) {
        requireOnChain(node, last);
    }

    private static void requireOnChain(Node node, BlockRef block) {
        if (!block(node, block.number()).header().ref().equals(block)) {
            throw new ChainUnavailableException(
                    "node " + node + " does not hold block " + block.number() + " " + block.hash());
        }
    }

    private void requireUsed(Node node, Overdue one) {
        if (node.transactionCount(one.sender(), last) <= one.nonce()) {
            throw new ChainUnavailableException("node " + node + " counts the nonce as unused");
        }
    }

    /** The first transaction in a block that is not older than the payment: who has its receipt keeps such old ones. */
    private TransactionHash witness(Node node, Instant since) {
        return firstNotEmpty(node, firstNotBefore(node, since))
                .transactions()
                .getFirst()
                .hash();
    }

    /** Timestamps rise with numbers. */
    private long firstNotBefore(Node node, Instant since) {
        long first = 0;
        long after = last.number();
        while (first < after) {
            long middle = first + (after - first) / 2;
            if (block(node, middle).header().timestamp().isBefore(since)) {
                first = middle + 1;
            } else {
                after = middle;
            }
        }
        return first;
    }

    /** What is empty cannot hold the payment either. */
    private Block firstNotEmpty(Node node, long from) {
        long to = Math.min(last.number(), from + BLOCKS_AT_MOST - 1);
        for (long first = from; first <= to; first += BLOCKS_AT_ONCE) {
            long end = Math.min(to, first + BLOCKS_AT_ONCE - 1);
            List<Block> blocks = node.blocks(first, end, false);
            if (blocks.size() != end - first + 1) {
                throw new ChainUnavailableException("node " + node + " lacks blocks up to " + end);
            }
            for (Block block : blocks) {
                if (!block.transactions().isEmpty()) {
                    return block;
                }
            }
        }
        throw new ChainUnavailableException("node " + node + " shows no transaction to compare its receipts with");
    }

    private static Block block(Node node, long number) {
        Block block = node.block(number, false);
        if (block == null) {
            throw new ChainUnavailableException("node " + node + " has no block " + number);
        }
        return block;
    }
}
