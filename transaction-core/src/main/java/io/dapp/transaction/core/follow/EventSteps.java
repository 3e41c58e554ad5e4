package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.common.event.Event;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.contract.EventBackfills;
import io.dapp.transaction.core.contract.EventBackfills.Behind;
import io.dapp.transaction.core.contract.EventLedger;
import io.dapp.transaction.core.contract.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a follower writes of contract events: with a block, and of the past. Everything inside the caller's transaction. */
final class EventSteps {
    private final FollowerStore followers;
    private final EventLedger ledger;
    private final EventBackfills backfills;
    private final Outbox outbox;

    EventSteps(FollowerStore followers, EventLedger ledger, EventBackfills backfills, Outbox outbox) {
        this.followers = followers;
        this.ledger = ledger;
        this.backfills = backfills;
        this.outbox = outbox;
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
        for (int i = 0; i < step.found().size(); i++) {
            long number = step.branch().blocks().get(i).header().number();
            step.found()
                    .get(i)
                    .events()
                    .ifPresentOrElse(
                            events -> backfills.unread(chain, number, events.unread()),
                            () -> backfills.unread(chain, number, number));
        }
        told.addAll(ledger.record(
                step.found().stream().flatMap(found -> found.seen().stream()).toList()));
        return told;
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
        if (backfills.read(past.from(), past.next(), past.nextIndex())) {
            outbox.append(ledger.record(past.seen()));
        }
    }

    /**
     * What blocks below the cursor hold for one subscription.
     *
     * @param next the block, and {@code nextIndex} the log in it, that is to be read after this
     */
    record Past(Behind from, long next, int nextIndex, List<Sighting> seen) {
        Past {
            seen = List.copyOf(seen);
        }
    }
}
