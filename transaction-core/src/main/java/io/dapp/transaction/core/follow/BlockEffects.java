package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.common.event.Event;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentChange;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.record.PaymentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What blocks make of payments: each step a version and an event of its own. Knows no database. */
final class BlockEffects {
    private final Map<UUID, Payment> payments = new TreeMap<>();
    private final Map<UUID, Payment> changed = new LinkedHashMap<>();
    private final Map<UUID, BlockRef> takenBefore;
    private final Map<UUID, BlockRef> taken;
    private final Set<Payment> dropped = new LinkedHashSet<>();
    private final List<Event> events = new ArrayList<>();
    private final Finality finality;
    private final BlockRef newestFinal;
    private final Instant at;

    /**
     * @param locked all payments that these blocks may change, as they are now
     * @param newestFinal once these blocks are held
     * @param taken of pending ones among them, the block that is known to use their nonce for something else
     */
    BlockEffects(List<Payment> locked, Map<UUID, BlockRef> taken, Finality finality, BlockRef newestFinal, Instant at) {
        this.takenBefore = Map.copyOf(taken);
        this.taken = new LinkedHashMap<>(taken);
        locked.forEach(payment -> payments.put(payment.id(), payment));
        this.finality = finality;
        this.newestFinal = newestFinal;
        this.at = at;
    }

    /**
     * Takes back what was above the fork. A payment that the new branch holds too has moved: one change, confirmed before
     * and after it. The others are pending again.
     */
    void rewind(long fork, List<BlockHeader> branch, List<Found> found) {
        taken.values().removeIf(block -> block.number() > fork);
        Map<UUID, Mined> again = new LinkedHashMap<>();
        found.forEach(block -> block.mined().forEach(one -> again.put(one.paymentId(), one)));
        for (Payment payment : List.copyOf(payments.values())) {
            BlockRef block = payment.block();
            if (payment.status() != PaymentStatus.CONFIRMED || block == null || block.number() <= fork) {
                continue;
            }
            Mined moved = again.get(payment.id());
            if (moved == null) {
                Payment pending = payment.outOfBlock(at);
                dropped.add(pending);
                change(pending, PaymentChange.REORGED, branch.getLast().number());
            } else if (!moved.receipt().block().equals(block)) {
                change(
                        inBlock(payment, moved),
                        PaymentChange.REORGED,
                        moved.receipt().block().number());
            }
        }
    }

    /** The next block. */
    void apply(BlockHeader block, Found found) {
        for (Taken one : found.taken()) {
            taken.put(one.paymentId(), one.block());
        }
        for (Mined one : found.mined()) {
            Payment payment = payments.get(one.paymentId());
            if (payment != null && payment.status() == PaymentStatus.PENDING) {
                taken.remove(payment.id());
                change(inBlock(payment, one), PaymentChange.CONFIRMED, block.number());
            }
        }
        settle(finality.upTo(block.number(), newestFinal), block.number());
    }

    /** What blocks up to {@code deepEnough} did is final, as of the block {@code head}. */
    void settle(long deepEnough, long head) {
        for (Payment payment : List.copyOf(payments.values())) {
            BlockRef holder = payment.block();
            if (payment.status() == PaymentStatus.CONFIRMED && holder != null && holder.number() <= deepEnough) {
                Payment settled = payment.settled(at);
                boolean failed = settled.status() == PaymentStatus.FAILED;
                change(settled, failed ? PaymentChange.FAILED : PaymentChange.FINALIZED, head);
            }
            BlockRef user = taken.get(payment.id());
            if (payment.status() == PaymentStatus.PENDING && user != null && user.number() <= deepEnough) {
                change(payment.replaced(at), PaymentChange.FAILED, head);
            }
        }
    }

    private Payment inBlock(Payment payment, Mined mined) {
        return payment.inBlock(
                mined.receipt().block(), mined.receipt().hash(), mined.outcome(), mined.revertReason(), at);
    }

    private void change(Payment next, PaymentChange change, long head) {
        payments.put(next.id(), next);
        changed.put(next.id(), next);
        events.add(PaymentEvents.changed(next, change, head, finality.required()));
    }

    /** The last version of each payment that changed. */
    List<Payment> changed() {
        return List.copyOf(changed.values());
    }

    /** Where another block than before uses a payment's nonce for something else; null: none does any more. */
    Map<UUID, @Nullable BlockRef> takenChanges() {
        Map<UUID, @Nullable BlockRef> changes = new LinkedHashMap<>();
        payments.keySet().forEach(id -> {
            BlockRef now = taken.get(id);
            if (!Objects.equals(now, takenBefore.get(id))) {
                changes.put(id, now);
            }
        });
        return changes;
    }

    /** Payments that are in no block any more. */
    Set<Payment> dropped() {
        return dropped;
    }

    /** Pending payments whose nonce was used by something else, and is not any more: no node is known to have them. */
    List<Payment> freed() {
        return payments.values().stream()
                .filter(payment -> payment.status() == PaymentStatus.PENDING
                        && takenBefore.containsKey(payment.id())
                        && !taken.containsKey(payment.id()))
                .toList();
    }

    List<Event> events() {
        return events;
    }
}
