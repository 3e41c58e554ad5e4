package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.Receipt;
import io.dapp.transaction.core.follow.UsedNonces.Overdue;
import java.time.Duration;
import java.time.Instant;
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
            List<Receipt> receipts = node.receipts(one.attempts()).stream()
                    .filter(receipt -> receipt.block().number() <= last.number())
                    .toList();
            for (Receipt receipt : receipts) {
                requireOnChain(node, receipt.block());
                requireLast(node);
                return Optional.of(receipt);
            }
            requireUsed(node, one);
            requireKeepsReceipts(node, one.createdAt().minus(clockTolerance));
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

    /** By the first transaction in a block that is not older than the payment. */
    private void requireKeepsReceipts(Node node, Instant since) {
        Block block = firstNotEmpty(node, firstNotBefore(node, since));
        if (node.receipts(List.of(block.transactions().getFirst().hash())).isEmpty()) {
            throw new ChainUnavailableException("node " + node + " keeps no receipts as old as block "
                    + block.header().number());
        }
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
            for (Block block : node.blocks(first, Math.min(to, first + BLOCKS_AT_ONCE - 1), false)) {
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
