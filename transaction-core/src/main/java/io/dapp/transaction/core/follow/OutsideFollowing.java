package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import io.dapp.chain.Receipt;
import io.dapp.chain.SendAnswer;
import io.dapp.chain.ShownTransaction;
import io.dapp.common.event.Event;
import io.dapp.transaction.core.follow.OutsideLookups.Due;
import io.dapp.transaction.core.outside.OutsideSettings;
import io.dapp.transaction.core.record.Outcome;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentChange;
import io.dapp.transaction.core.record.PaymentEvents;
import io.dapp.transaction.core.record.PaymentKind;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.PaymentStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what was signed elsewhere, apart from the blocks' own transactions, so that no number of such records can hold
 * those up: a piece at a time, between two steps of the chain's follower, on its thread and under its lease and cursor.
 */
final class OutsideFollowing {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideFollowing.class);

    private final Chain chain;
    private final FollowStores stores;
    private final FollowSettings settings;
    private final Runnable progressed;
    private long lookedAt;
    /** A record that a node refuses to tell of is in the end asked for alone, so that it holds up no other. */
    private int atOnce;

    /** @param progressed called each time a node has answered */
    OutsideFollowing(Chain chain, FollowStores stores, FollowSettings settings, Runnable progressed) {
        this.progressed = progressed;
        this.chain = chain;
        this.stores = stores;
        this.settings = settings;
        this.atOnce = mostAtOnce();
    }

    /** As many become due by their time, and as many by their block. */
    private int mostAtOnce() {
        return 2 * stores.outsideSettings().lookedUpAtOnce();
    }

    /**
     * Looks up one piece.
     *
     * @return whether there may be more to look up now
     */
    boolean step(FollowerLease lease, Position position) {
        lookedAt = System.nanoTime();
        List<Due> all = stores.read(() -> stores.outside().due(chain.id()));
        if (all.isEmpty()) {
            return false;
        }
        List<Due> due = all.subList(0, Math.min(all.size(), atOnce));
        Node node = chain.node();
        if (node.head().number() < position.cursor().number()) {
            return false;
        }
        OutsideSettings bounds = stores.outsideSettings();
        OutsideLook look =
                new OutsideLook(chain, node, position, bounds.bytesAtOnce(), settings.revertsDecoded(), progressed);
        try {
            look.ask(due);
        } catch (ChainUnavailableException e) {
            if (e instanceof NodeErrorException && due.size() > 1) {
                atOnce = due.size() / 2;
                return true;
            }
            // Others have their turn before these are asked for again.
            LOG.info("chain {}: {} records are looked up later: {}", chain.name(), due.size(), e.getMessage());
            stores.write(() -> {
                stores.followers().lock(lease, settings.lease(), position.cursor());
                stores.outside().schedule(OutsideLook.ids(due), List.of());
                return due;
            });
            return false;
        }
        boolean left = all.size() > due.size();
        atOnce = Math.min(mostAtOnce(), 2 * atOnce);
        int changed = stores.write(() -> {
            Instant at = stores.followers()
                    .lock(lease, settings.lease(), position.cursor())
                    .toInstant();
            return new Piece(due, look, at).write();
        });
        return left || (changed > 0 && due.size() >= bounds.lookedUpAtOnce());
    }

    /** The same between blocks that come without a pause, now and then. */
    void stepAtTimes(FollowerLease lease, Position position) {
        if (System.nanoTime() - lookedAt
                >= stores.outsideSettings().lookAgainAfter().toNanos()) {
            step(lease, position);
        }
    }

    /** What one look changes; written in one transaction. */
    private final class Piece {
        private final Map<UUID, Due> due = new HashMap<>();
        private final OutsideLook look;
        private final Instant at;
        private final Map<UUID, Payment> changed = new HashMap<>();
        private final List<Event> events = new ArrayList<>();
        private final List<UUID> untaken = new ArrayList<>();
        private final List<UUID> lost = new ArrayList<>();
        private final List<UUID> found = new ArrayList<>();

        Piece(List<Due> asked, OutsideLook look, Instant at) {
            asked.forEach(one -> due.put(one.paymentId(), one));
            this.look = look;
            this.at = at;
        }

        int write() {
            PaymentStore payments = stores.payments();
            for (Payment payment : payments.lock(due.keySet())) {
                switch (payment.status()) {
                    case PENDING -> pending(payment, Objects.requireNonNull(due.get(payment.id())));
                    case CONFIRMED -> confirmed(payment);
                    case FINALIZED, FAILED -> {}
                }
            }
            List<Payment> next = List.copyOf(changed.values());
            payments.update(next);
            stores.paymentMeters().changed(chain.id(), next);
            stores.outsideDetails().store(next);
            stores.outside().untake(untaken);
            stores.outside().noteUnknown(lost, true);
            stores.outside().noteUnknown(found, false);
            look.sent()
                    .forEach((payment, answer) ->
                            stores.outside().sent(payment, look.node().id(), said(answer)));
            Set<UUID> again = new HashSet<>(changed.keySet());
            again.addAll(look.unsentYet());
            stores.outside().schedule(due.keySet(), again);
            stores.outbox().append(events);
            return changed.size();
        }

        private void pending(Payment payment, Due asked) {
            Receipt receipt = look.receipt(payment.hash());
            ShownTransaction shown = look.shown(payment.hash());
            if (receipt != null && Boolean.TRUE.equals(look.canonical(receipt.block()))) {
                Payment known = payment.sender() == null && shown != null ? payment.showing(shown) : payment;
                settle(change(
                        inBlock(known, receipt),
                        PaymentChange.CONFIRMED,
                        receipt.block().number()));
            } else if (receipt != null) {
                // Above the cursor, or in a branch that is not followed: the next blocks tell.
                return;
            } else if (usedElsewhere(asked)) {
                change(payment.replaced(at), PaymentChange.FAILED, head());
            } else if (payment.sender() != null) {
                notePresence(payment, shown);
            } else if (shown != null && shown.sender() != null) {
                change(payment.seen(shown, at), PaymentChange.PENDING, head());
            } else if (asked.overdue() && look.nowhere(payment.hash()) && payment.kind() == PaymentKind.TRACKED) {
                change(payment.notFound(at), PaymentChange.FAILED, head());
            }
        }

        private boolean usedElsewhere(Due asked) {
            BlockRef taken = asked.taken();
            if (taken == null || taken.number() > look.position().lastFinal().number()) {
                return false;
            }
            Boolean canonical = look.canonical(taken);
            if (Boolean.FALSE.equals(canonical)) {
                untaken.add(asked.paymentId());
            }
            return Boolean.TRUE.equals(canonical);
        }

        private void notePresence(Payment payment, @Nullable ShownTransaction shown) {
            if (payment.kind() == PaymentKind.TRACKED) {
                (shown == null ? lost : found).add(payment.id());
            }
        }

        private void confirmed(Payment payment) {
            BlockRef block = payment.block();
            Boolean canonical = block == null ? null : look.canonical(block);
            if (canonical == null) {
                return;
            }
            if (canonical) {
                settle(payment);
                return;
            }
            Receipt receipt = look.receipt(payment.hash());
            if (receipt != null && Boolean.TRUE.equals(look.canonical(receipt.block()))) {
                long number = receipt.block().number();
                settle(change(inBlock(payment, receipt), PaymentChange.REORGED, number));
            } else if (receipt == null && look.current()) {
                change(payment.outOfBlock(at), PaymentChange.REORGED, head());
            }
        }

        private void settle(Payment payment) {
            BlockRef block = payment.block();
            if (block != null && block.number() <= look.position().lastFinal().number()) {
                Payment settled = payment.settled(at);
                boolean failed = settled.status() == PaymentStatus.FAILED;
                change(settled, failed ? PaymentChange.FAILED : PaymentChange.FINALIZED, head());
            }
        }

        private Payment inBlock(Payment payment, Receipt receipt) {
            Outcome outcome = receipt.succeeded() ? Outcome.SUCCESS : Outcome.REVERTED;
            return payment.inBlock(receipt.block(), receipt.hash(), outcome, look.whyReverted(receipt.hash()), at);
        }

        private Payment change(Payment next, PaymentChange change, long head) {
            changed.put(next.id(), next);
            events.add(
                    PaymentEvents.changed(next, change, head, chain.settings().toldConfirmations()));
            return next;
        }

        private long head() {
            return look.position().cursor().number();
        }
    }

    private static @Nullable String said(SendAnswer answer) {
        return switch (answer) {
            case SendAnswer.NonceTooLow low -> "nonce_too_low";
            case SendAnswer.Accepted accepted -> null;
            case SendAnswer.Later later -> "later: " + later.why();
            case SendAnswer.Fill fill -> "fill: " + fill.why();
        };
    }
}
