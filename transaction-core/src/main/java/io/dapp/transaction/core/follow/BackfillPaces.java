package io.dapp.transaction.core.follow;

import io.dapp.transaction.core.contract.ContractSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How much of the past is asked for at once, and when again, for each subscription by itself: whose past no node can read
 * holds up no other. Not recorded: who follows next finds it out again.
 */
final class BackfillPaces {
    private static final int KEPT = 10_000;

    /**
     * Of a subscription whose past is not read as fast as may be.
     *
     * @param failed how often one block by itself could not be read
     */
    private record Pace(long blocks, int failed, long notBefore) {}

    private final long most;
    private final Duration least;
    private final Duration longest;
    private final Map<UUID, Pace> paces = new LinkedHashMap<>();

    BackfillPaces(ContractSettings settings) {
        this.most = settings.rangeBlocks();
        this.least = settings.backfillEvery().isZero() ? Duration.ofMillis(1) : settings.backfillEvery();
        this.longest = settings.retryAtMost();
    }

    /** How many blocks to ask for. */
    long blocks(UUID subscription) {
        Pace pace = paces.get(subscription);
        return pace == null ? most : pace.blocks();
    }

    /** Those that are not to be asked for now. */
    Set<UUID> waiting() {
        long now = System.nanoTime();
        Set<UUID> waiting = new HashSet<>();
        paces.forEach((id, pace) -> {
            if (pace.failed() > 0 && pace.notBefore() - now > 0) {
                waiting.add(id);
            }
        });
        return waiting;
    }

    /** When the first of those that wait has waited enough. */
    Duration firstEnd(Duration otherwise) {
        long now = System.nanoTime();
        long first = otherwise.toNanos();
        for (Pace pace : paces.values()) {
            if (pace.failed() > 0 && pace.notBefore() - now > 0) {
                first = Math.min(first, pace.notBefore() - now);
            }
        }
        return Duration.ofNanos(first);
    }

    /** So many could not be read: fewer are, in its next turn. */
    void fewer(UUID subscription) {
        put(subscription, new Pace(Math.max(1, blocks(subscription) / 2), 0, 0));
    }

    /**
     * One block could not be read.
     *
     * @return whether that is so for the first time
     */
    boolean failed(UUID subscription) {
        Pace before = paces.get(subscription);
        int times = before == null ? 0 : before.failed();
        long factor = 1L << Math.min(times, 30);
        Duration pause = least.compareTo(longest.dividedBy(factor)) < 0 ? least.multipliedBy(factor) : longest;
        put(subscription, new Pace(blocks(subscription), times + 1, System.nanoTime() + pause.toNanos()));
        return times == 0;
    }

    void read(UUID subscription) {
        long blocks = 2 * blocks(subscription);
        if (blocks >= most) {
            paces.remove(subscription);
        } else {
            put(subscription, new Pace(blocks, 0, 0));
        }
    }

    private void put(UUID subscription, Pace pace) {
        paces.remove(subscription);
        paces.put(subscription, pace);
        if (paces.size() > KEPT) {
            paces.remove(paces.keySet().iterator().next());
        }
    }
}
