package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.Block;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.common.event.Event;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStore;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Writes what blocks did: cursor, effects and events, in the caller's transaction. The cursor comes first: it fails when
 * the lease is another's, so that a process that was stopped and wakes up writes nothing.
 */
final class BlockWriter {
    private final FollowerStore followers;
    private final PaymentMatches matches;
    private final PaymentStore payments;
    private final Resends resends;
    private final UsedNonces usedNonces;
    private final OutsideLookups outside;
    private final EventSteps events;
    private final Outbox outbox;
    private final PaymentMeters meters;
    private final int settledAtOnce;

    BlockWriter(
            FollowerStore followers,
            PaymentMatches matches,
            PaymentStore payments,
            Resends resends,
            UsedNonces usedNonces,
            OutsideLookups outside,
            EventSteps events,
            Outbox outbox,
            PaymentMeters meters,
            int settledAtOnce) {
        this.followers = followers;
        this.matches = matches;
        this.payments = payments;
        this.resends = resends;
        this.usedNonces = usedNonces;
        this.outside = outside;
        this.events = events;
        this.outbox = outbox;
        this.meters = meters;
        this.settledAtOnce = settledAtOnce;
    }

    /**
     * One step of a follower.
     *
     * @param branch one block on the cursor, or a whole branch that replaces others
     * @param found what {@link BlockFindings} read of its blocks
     * @param skipping whether the branch is one block, far above its fork, whose {@code found} is of all blocks between
     * @param told whether the heads are told; not while catching up
     * @param eventsFork the newest block whose contract events stand, where the step rewinds
     */
    record Step(
            FollowerLease lease,
            Duration length,
            Position from,
            Position to,
            Branch branch,
            List<Found> found,
            Finality finality,
            boolean skipping,
            boolean told,
            long eventsFork) {
        boolean rewinds() {
            return skipping || branch.reorganises(from);
        }
    }

    /**
     * What a step left to do.
     *
     * @param toSend the accounts that have something to send now
     * @param unsettled whether more may be final than one transaction takes
     */
    record Written(List<Address> toSend, boolean unsettled) {}

    /** Writes one step. */
    Written write(Step step) {
        ChainId chain = step.lease().chainId();
        OffsetDateTime at =
                followers.advance(step.lease(), step.length(), step.from().cursor(), step.to());
        List<BlockHeader> headers =
                step.branch().blocks().stream().map(Block::header).toList();
        long fork = step.branch().fork().number();
        boolean reorg = step.rewinds();

        Map<UUID, BlockRef> taken = usedNonces.taken(chain);
        // Whoever waits for this block is told first: what became final with it has the next transaction.
        boolean settlesLater =
                !reorg && step.found().stream().anyMatch(block -> !block.mined().isEmpty());
        List<UUID> settled = settlesLater
                ? List.of()
                : matches.upTo(chain, step.to().lastFinal().number(), settledAtOnce);
        Set<UUID> affected = affected(step, chain, fork, reorg);
        affected.addAll(settled);
        affected.addAll(taken.keySet());
        List<Payment> locked = lock(chain, affected);
        BlockEffects effects =
                new BlockEffects(locked, taken, step.finality(), step.to().lastFinal(), at.toInstant());
        if (reorg) {
            effects.rewind(fork, headers, step.found());
        }
        for (int i = 0; i < headers.size(); i++) {
            effects.apply(headers.get(i), step.found().get(i));
        }
        payments.update(effects.changed());
        meters.changed(chain, effects.changed());
        usedNonces.mark(effects.takenChanges());
        outside.mark(chain, step.branch().blocks());
        followers.hold(chain, fork, headers, step.to().held().firstKey());
        outbox.append(events(step, chain, fork, reorg, headers, effects));
        outbox.append(events.write(step));
        List<Address> toSend = toSend(chain, effects);
        if (reorg) {
            // It may have taken longer than the lease: another would take over what goes on here.
            followers.renew(step.lease(), step.length());
        }
        return new Written(toSend, settlesLater || settled.size() == settledAtOnce);
    }

    /**
     * Settles what has become final and was left: beside a block with payments nothing is settled, and a {@code finalized}
     * tag that jumps makes more payments final at once than one transaction takes.
     *
     * @return whether there may be still more
     */
    boolean settle(FollowerLease lease, Duration length, Position at, Finality finality) {
        ChainId chain = lease.chainId();
        OffsetDateTime now = followers.lock(lease, length, at.cursor());
        List<UUID> ids = matches.upTo(chain, at.lastFinal().number(), settledAtOnce);
        BlockEffects effects = new BlockEffects(
                lock(chain, new LinkedHashSet<>(ids)), Map.of(), finality, at.lastFinal(), now.toInstant());
        effects.settle(at.lastFinal().number(), at.cursor().number());
        payments.update(effects.changed());
        meters.changed(chain, effects.changed());
        outbox.append(effects.events());
        return ids.size() == settledAtOnce;
    }

    private Set<UUID> affected(Step step, ChainId chain, long fork, boolean reorg) {
        Set<UUID> ids = new LinkedHashSet<>();
        for (Found block : step.found()) {
            block.mined().forEach(one -> ids.add(one.paymentId()));
            block.taken().forEach(one -> ids.add(one.paymentId()));
        }
        if (reorg) {
            ids.addAll(matches.above(chain, fork));
        }
        return ids;
    }

    /** Accounts before payments, as everywhere. */
    private List<Payment> lock(ChainId chain, Set<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Set<Address> accounts = new TreeSet<>(matches.senders(ids));
        resends.lock(chain, accounts);
        return payments.lock(ids);
    }

    private static List<Event> events(
            Step step, ChainId chain, long fork, boolean reorg, List<BlockHeader> headers, BlockEffects effects) {
        List<Event> events = new ArrayList<>(effects.events());
        if (reorg && !step.skipping()) {
            events.add(ChainEvents.reorg(chain, fork, step.from().cursor().number(), headers.getLast()));
        }
        if (step.told()) {
            headers.forEach(header -> events.add(ChainEvents.head(chain, header)));
        }
        return events;
    }

    private List<Address> toSend(ChainId chain, BlockEffects effects) {
        Set<Address> moved = new TreeSet<>();
        effects.changed().forEach(payment -> moved.add(payment.requireSender()));
        Set<Address> lost = new TreeSet<>();
        effects.dropped().forEach(payment -> lost.add(payment.requireSender()));
        effects.freed().forEach(payment -> lost.add(payment.requireSender()));
        moved.addAll(lost);
        if (!lost.isEmpty()) {
            resends.forget(chain, lost);
        }
        return moved.isEmpty() ? List.of() : resends.due(chain, moved);
    }
}
