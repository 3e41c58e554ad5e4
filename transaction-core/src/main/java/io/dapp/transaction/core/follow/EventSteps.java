package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.common.event.Event;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.contract.EventBackfills;
import io.dapp.transaction.core.contract.EventLedger;
import io.dapp.transaction.core.contract.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a follower writes of contract events: with a block, and of the past. Everything inside the caller's transaction. */
final class EventSteps {
    private final FollowerStore followers;
    private final EventLedger ledger;
    private final EventBackfills backfills;
    private final Outbox outbox;
    private final int eventsPerBlock;

    EventSteps(
            FollowerStore followers, EventLedger ledger, EventBackfills backfills, Outbox outbox, int eventsPerBlock) {
        this.followers = followers;
        this.ledger = ledger;
        this.backfills = backfills;
        this.outbox = outbox;
        this.eventsPerBlock = eventsPerBlock;
    }

    /**
     * The events of one step.
     *
     * @return what is to be told of them
     */
    List<Event> write(BlockWriter.Step step) {
        ChainId chain = step.lease().chainId();
        List<Event> told = new ArrayList<>();
        if (step.rewinds()) {
            told.addAll(ledger.withdraw(chain, step.eventsFork()));
        }
        if (step.skipping()) {
            backfills.unread(chain, step.eventsFork() + 1, step.to().cursor().number());
        }
        List<Sighting> seen =
                step.found().stream().flatMap(found -> found.seen().stream()).toList();
        if (seen.size() > eventsPerBlock) {
            later(seen);
        } else {
            told.addAll(ledger.record(seen));
        }
        return told;
    }

    /** Payments do not wait for a block that is full of what many have asked for. */
    private void later(List<Sighting> seen) {
        Map<UUID, LongSummaryStatistics> blocks = seen.stream()
                .collect(Collectors.groupingBy(
                        Sighting::subscriptionId,
                        Collectors.summarizingLong(one -> one.log().block().number())));
        Map<List<Long>, List<UUID>> alike = blocks.entrySet().stream()
                .collect(Collectors.groupingBy(
                        one -> List.of(one.getValue().getMin(), one.getValue().getMax()),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        alike.forEach((span, ids) -> backfills.unread(ids, span.getFirst(), span.getLast()));
    }

    /**
     * Makes new subscriptions known at the cursor.
     *
     * @throws LeaseLostException when nothing may be written
     */
    void begin(FollowerLease lease, Duration length, BlockRef cursor) {
        followers.lock(lease, length, cursor);
        backfills.begin(lease.chainId(), cursor.number());
    }

    /**
     * Records a piece of the past, unless it is no longer the next one.
     *
     * @throws LeaseLostException when nothing may be written
     */
    void record(FollowerLease lease, Duration length, BlockRef cursor, Past past) {
        followers.lock(lease, length, cursor);
        if (backfills.read(past.subscription(), past.first(), past.last())) {
            outbox.append(ledger.record(past.seen()));
        }
    }

    /** What blocks below the cursor hold for one subscription. */
    record Past(UUID subscription, long first, long last, List<Sighting> seen) {
        Past {
            seen = List.copyOf(seen);
        }
    }
}
