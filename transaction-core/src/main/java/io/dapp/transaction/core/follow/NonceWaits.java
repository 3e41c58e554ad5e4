package io.dapp.transaction.core.follow;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * When overdue payments are looked into again: those of which a node could not tell what became of them later and later,
 * so that they take no turns from the others. Not recorded: who follows next looks into all of them once.
 */
final class NonceWaits {
    private static final int KEPT = 10_000;

    /** @param untold how often it could not be told what became of it */
    private record Wait(int untold, long notBefore) {}

    private final Duration least;
    private final Duration most;
    private final Map<UUID, Wait> waits = new LinkedHashMap<>();
    private volatile int undecided;

    NonceWaits(Duration least, Duration most) {
        this.least = least;
        this.most = most;
    }

    /** Those whose time has not come. */
    Set<UUID> waiting() {
        long now = System.nanoTime();
        Set<UUID> waiting = new HashSet<>();
        waits.forEach((id, wait) -> {
            if (wait.notBefore() - now > 0) {
                waiting.add(id);
            }
        });
        return waiting;
    }

    /** These are all that are overdue, beside those that wait: what is among neither has ended. */
    void keep(Collection<UUID> overdue, Set<UUID> waiting) {
        Set<UUID> open = new HashSet<>(overdue);
        waits.keySet().removeIf(id -> !open.contains(id) && !waiting.contains(id));
        count();
    }

    /** Nothing has used its nonce yet, as far as blocks are final. */
    void unused(UUID id) {
        waits.remove(id);
        note(id, 0, least);
    }

    /**
     * Its nonce is used, and it could not be told by what.
     *
     * @return whether that is so for the first time
     */
    boolean untold(UUID id) {
        Wait before = waits.remove(id);
        int times = before == null ? 0 : before.untold();
        long factor = 1L << Math.min(times, 30);
        Duration pause = least.compareTo(most.dividedBy(factor)) < 0 ? least.multipliedBy(factor) : most;
        note(id, times + 1, pause);
        return times == 0;
    }

    void ended(UUID id) {
        waits.remove(id);
        count();
    }

    private void note(UUID id, int untold, Duration pause) {
        waits.put(id, new Wait(untold, System.nanoTime() + pause.toNanos()));
        if (waits.size() > KEPT) {
            waits.remove(waits.keySet().iterator().next());
        }
        count();
    }

    private void count() {
        undecided =
                (int) waits.values().stream().filter(wait -> wait.untold() > 0).count();
    }

    /** How many payments have a used nonce and no known end; asked by any thread. */
    int undecided() {
        return undecided;
    }
}
