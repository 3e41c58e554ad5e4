package io.dapp.transaction.core.follow;

import io.dapp.chain.Block;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.Receipt;
import io.dapp.chain.SendAnswer;
import io.dapp.chain.ShownTransaction;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.follow.OutsideLookups.Due;
import io.dapp.transaction.core.record.PaymentKind;
import io.dapp.transaction.core.record.PaymentStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells of records that were signed elsewhere, asked between two steps of the follower and outside any
 * transaction: the cursor does not move before it is written.
 */
final class OutsideLook {
    private static final Duration ENOUGH = Duration.ofSeconds(1);

    private final long began = System.nanoTime();
    private final Chain chain;
    private final Node node;
    private final Position position;
    private final int bytesAtOnce;
    private final int revertsDecoded;
    private final Runnable progressed;
    private final Map<TransactionHash, Receipt> receipts = new HashMap<>();
    private final Map<TransactionHash, ShownTransaction> shown = new HashMap<>();
    private final Map<TransactionHash, String> reverted = new HashMap<>();
    private final Map<BlockRef, Boolean> canonical = new HashMap<>();
    private final Map<UUID, SendAnswer> sent = new LinkedHashMap<>();
    private final Set<UUID> unsentYet = new HashSet<>();
    private final Set<TransactionHash> nowhere = new HashSet<>();
    private @Nullable Boolean holdsFinal;
    private boolean current;

    /** @param progressed called each time a node has answered */
    OutsideLook(Chain chain, Node node, Position position, int bytesAtOnce, int revertsDecoded, Runnable progressed) {
        this.progressed = progressed;
        this.chain = chain;
        this.node = node;
        this.position = position;
        this.bytesAtOnce = bytesAtOnce;
        this.revertsDecoded = revertsDecoded;
    }

    /**
     * Asks all that is to be known of these, and sends what no node has.
     *
     * @throws ChainUnavailableException when the node does not answer
     */
    void ask(List<Due> due) {
        Set<TransactionHash> hashes = new HashSet<>();
        due.stream().filter(one -> !settles(one)).forEach(one -> hashes.add(one.hash()));
        node.receipts(hashes).forEach(receipt -> receipts.put(receipt.hash(), receipt));
        progressed.run();
        current = due.stream().noneMatch(one -> one.status() == PaymentStatus.CONFIRMED && !settles(one))
                || node.block(position.cursor().hash(), false) != null;
        Set<TransactionHash> unclear = new HashSet<>();
        due.stream()
                .filter(one -> hashes.contains(one.hash()) && (!receipts.containsKey(one.hash()) || !one.seen()))
                .forEach(one -> unclear.add(one.hash()));
        node.transactions(unclear).forEach(one -> shown.put(one.hash(), one));
        progressed.run();
        send(due);
        progressed.run();
        for (Due one : due) {
            judge(one.block());
            judge(one.taken());
        }
        receipts.values().forEach(receipt -> judge(receipt.block()));
        // Blocks wait for this thread: what a slow node has no time for is asked next time, or left out.
        if (System.nanoTime() - began < ENOUGH.toNanos()) {
            decodeReverts();
            lookElsewhere(due);
        }
    }

    private void decodeReverts() {
        int decoded = 0;
        for (Receipt receipt : receipts.values()) {
            if (!receipt.succeeded() && decoded++ < revertsDecoded) {
                String why = LongAbsence.whyReverted(node, receipt);
                progressed.run();
                if (why != null) {
                    reverted.put(receipt.hash(), why);
                }
            }
        }
    }

    /** Its block is held: that is final, or not yet; nothing has to be asked. */
    private boolean settles(Due one) {
        return one.status() == PaymentStatus.CONFIRMED && one.block() != null && position.holds(one.block());
    }

    /** Before it is said that a hash was not found, every node that is up to date is asked. */
    private void lookElsewhere(List<Due> due) {
        List<TransactionHash> missing = due.stream()
                .filter(one -> one.overdue() && !one.seen() && one.status() == PaymentStatus.PENDING)
                .map(Due::hash)
                .filter(hash -> !receipts.containsKey(hash) && !shown.containsKey(hash))
                .distinct()
                .toList();
        if (missing.isEmpty() || node.block(position.cursor().hash(), false) == null) {
            return;
        }
        nowhere.addAll(missing);
        for (Node other : chain.usableNodes()) {
            if (!other.id().equals(node.id())
                    && other.head().number() >= position.cursor().number()) {
                nowhere.removeAll(knownTo(other, missing));
                progressed.run();
            }
        }
    }

    /** All of them where it does not answer: nothing is taken from that. */
    private static Set<TransactionHash> knownTo(Node other, List<TransactionHash> asked) {
        Set<TransactionHash> known = new HashSet<>();
        try {
            other.receipts(asked).forEach(receipt -> known.add(receipt.hash()));
            other.transactions(asked).forEach(one -> known.add(one.hash()));
            return known;
        } catch (ChainUnavailableException e) {
            return Set.copyOf(asked);
        }
    }

    private void send(List<Due> due) {
        List<Due> unsent = new ArrayList<>();
        List<byte[]> bytes = new ArrayList<>();
        int length = 0;
        for (Due one : due) {
            Bytes raw = one.raw();
            boolean known = receipts.containsKey(one.hash()) || shown.containsKey(one.hash());
            if (one.kind() == PaymentKind.RAW && raw != null && !known && one.status() == PaymentStatus.PENDING) {
                length += raw.length();
                if (length <= bytesAtOnce || unsent.isEmpty()) {
                    unsent.add(one);
                    bytes.add(raw.value());
                } else {
                    unsentYet.add(one.paymentId());
                }
            }
        }
        List<SendAnswer> answers = node.send(bytes);
        for (int i = 0; i < answers.size(); i++) {
            sent.put(unsent.get(i).paymentId(), answers.get(i));
        }
    }

    private void judge(@Nullable BlockRef block) {
        if (block != null && !canonical.containsKey(block)) {
            Boolean held = held(block);
            progressed.run();
            if (held != null) {
                canonical.put(block, held);
            }
        }
    }

    /** Whether the followed chain holds it; null: that is not known (yet). */
    private @Nullable Boolean held(BlockRef block) {
        if (block.number() > position.cursor().number()) {
            return null;
        }
        if (block.number() >= position.held().firstKey()) {
            return position.holds(block);
        }
        // Far below what is held, only a node can tell, one whose chain is the followed one where that is final.
        if (holdsFinal == null) {
            Block last = node.block(position.lastFinal().number(), false);
            holdsFinal = last != null && last.header().ref().equals(position.lastFinal());
        }
        Block there = holdsFinal ? node.block(block.number(), false) : null;
        return there == null ? null : there.header().ref().equals(block);
    }

    /** True: the followed chain holds it; false: another in its place; null: neither is known. */
    @Nullable
    Boolean canonical(BlockRef block) {
        return canonical.get(block);
    }

    @Nullable
    Receipt receipt(TransactionHash hash) {
        return receipts.get(hash);
    }

    @Nullable
    ShownTransaction shown(TransactionHash hash) {
        return shown.get(hash);
    }

    @Nullable
    String whyReverted(TransactionHash hash) {
        return reverted.get(hash);
    }

    /** Whether the node was on the followed chain when it was asked: only then is an absence believed. */
    boolean current() {
        return current;
    }

    /** Whether no node that is up to date knows it. */
    boolean nowhere(TransactionHash hash) {
        return nowhere.contains(hash);
    }

    /** Whether the node knows it neither in a block nor in its pool. */
    boolean unknown(TransactionHash hash) {
        return !receipts.containsKey(hash) && !shown.containsKey(hash);
    }

    /** What was too much to be sent together; it is next. */
    Set<UUID> unsentYet() {
        return unsentYet;
    }

    Map<UUID, SendAnswer> sent() {
        return sent;
    }

    Node node() {
        return node;
    }

    Position position() {
        return position;
    }

    static Collection<UUID> ids(List<Due> due) {
        return due.stream().map(Due::paymentId).toList();
    }
}
