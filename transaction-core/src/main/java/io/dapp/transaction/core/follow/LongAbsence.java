package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.follow.PaymentMatches.OpenAttempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After a long downtime: asks one node what became of open payments up to a final block, instead of walking to it. */
final class LongAbsence {
    private static final Logger LOG = LoggerFactory.getLogger(LongAbsence.class);

    private final Chain chain;
    private final FollowStores stores;
    private final FollowSettings settings;
    private final Runnable progressed;

    /** @param progressed called each time the node has answered */
    LongAbsence(Chain chain, FollowStores stores, FollowSettings settings, Runnable progressed) {
        this.progressed = progressed;
        this.chain = chain;
        this.stores = stores;
        this.settings = settings;
    }

    /**
     * What happened up to a final block.
     *
     * @param branch that block alone, on the last final one
     * @param heldUpTo the newest held block that is on the way to it: contract events above are withdrawn
     */
    record Skipped(Branch branch, Position position, Found found, Finality finality, long heldUpTo) {}

    /**
     * Empty where the cursor is near, or the blocks have to be walked.
     *
     * @throws ContradictionException when the node's chain leaves out the last final block
     */
    Optional<Skipped> skip(Node node, Position position) {
        if (node.head().number() - position.cursor().number() < settings.walkedAtMost()) {
            return Optional.empty();
        }
        Finality finality = Finality.of(node, chain.settings());
        long number = finality.settled(node);
        if (number - position.cursor().number() < settings.walkedAtMost()) {
            return Optional.empty();
        }
        BlockHeader known = header(node, position.lastFinal().number());
        if (!known.ref().equals(position.lastFinal())) {
            throw new ContradictionException(known, position.lastFinal());
        }
        // Known by its hash before payments are listed: one that is not listed was sent later and is mined above it.
        BlockHeader last = header(node, number);
        progressed.run();
        List<OpenAttempt> open = stores.read(() -> stores.matches().openAttempts(chain.id()));
        if (open.size() > settings.resolvedAtOnce()) {
            return Optional.empty();
        }
        List<Mined> mined;
        try {
            mined = mined(node, open, number);
        } catch (NodeErrorException e) {
            // One receipt that it does not tell is no receipt that is not there; blocks tell all.
            LOG.info("chain {}: blocks are walked, as not every receipt is told: {}", chain.name(), e.getMessage());
            return Optional.empty();
        }
        if (leavesOutWhatItHolds(node, open, mined, position.lastFinal())) {
            return Optional.empty();
        }
        long heldUpTo = heldUpTo(node, position);
        if (!header(node, number).equals(last)) {
            throw new ChainUnavailableException("node " + node.id() + " has reorganised a final block");
        }
        LOG.info(
                "chain {}: {} of {} open attempts are in blocks up to {}, which are not walked",
                chain.name(),
                mined.size(),
                open.size(),
                number);
        Branch branch = new Branch(position.lastFinal(), List.of(new Block(last, List.of())));
        Position next = new Position(last.ref(), last.ref(), new TreeMap<>(Map.of(number, last.hash())));
        return Optional.of(new Skipped(branch, next, new Found(mined, List.of()), finality, heldUpTo));
    }

    private static long heldUpTo(Node node, Position position) {
        long number = position.lastFinal().number();
        for (Block block : node.blocks(number + 1, position.cursor().number(), false)) {
            if (!position.holds(block.header().ref())) {
                break;
            }
            number = block.header().number();
        }
        return number;
    }

    private List<Mined> mined(Node node, List<OpenAttempt> open, long upTo) {
        Map<TransactionHash, OpenAttempt> attempts = new HashMap<>();
        open.forEach(one -> attempts.put(one.hash(), one));
        List<Mined> mined = new ArrayList<>();
        int decoded = 0;
        for (Receipt receipt : receipts(node, List.copyOf(attempts.keySet()))) {
            OpenAttempt attempt = attempts.get(receipt.hash());
            if (attempt == null || receipt.block().number() > upTo) {
                continue;
            }
            String why = null;
            if (!receipt.succeeded() && decoded++ < settings.revertsDecoded()) {
                why = whyReverted(node, receipt);
                progressed.run();
            }
            mined.add(new Mined(attempt.paymentId(), attempt.sender(), receipt, why));
        }
        return mined;
    }

    private List<Receipt> receipts(Node node, List<TransactionHash> hashes) {
        List<Receipt> receipts = new ArrayList<>();
        int atOnce = chain.settings().maxBatch();
        for (int from = 0; from < hashes.size(); from += atOnce) {
            receipts.addAll(node.receipts(hashes.subList(from, Math.min(hashes.size(), from + atOnce))));
            progressed.run();
        }
        return receipts;
    }

    static @Nullable String whyReverted(Node node, Receipt receipt) {
        Block block = node.block(receipt.block().hash(), false);
        return block == null
                ? null
                : node.revertReason(
                        receipt.hash(),
                        new BlockRef(block.header().number() - 1, block.header().parentHash()));
    }

    /** A node that has a payment's block but no receipt of it does not keep receipts: its null says nothing. */
    private boolean leavesOutWhatItHolds(Node node, List<OpenAttempt> open, List<Mined> mined, BlockRef lastFinal) {
        Set<UUID> found = new HashSet<>();
        mined.forEach(one -> found.add(one.paymentId()));
        Set<BlockRef> without = new HashSet<>();
        for (OpenAttempt one : open) {
            BlockRef block = one.block();
            if (block != null && block.number() > lastFinal.number() && !found.contains(one.paymentId())) {
                without.add(block);
            }
        }
        return without.stream().anyMatch(block -> {
            progressed.run();
            return header(node, block.number()).ref().equals(block);
        });
    }

    private static BlockHeader header(Node node, long number) {
        Block block = node.block(number, false);
        if (block == null) {
            throw new ChainUnavailableException("node " + node.id() + " has no block " + number);
        }
        return block.header();
    }
}
