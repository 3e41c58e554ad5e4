package io.dapp.transaction.core.sending;

import io.dapp.transaction.core.record.AccountKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of one chain that wait to be sent, first come first served. What comes together is sent together; an
 * account is in one round at a time, and one that comes during its round, perhaps about what that no longer saw, waits for
 * the next.
 */
final class SendQueue {
    private static final Logger log = LoggerFactory.getLogger(SendQueue.class);

    private final ExecutorService threads;
    private final SendLeases leases;
    private final SendRound round;
    private final SendingSettings settings;
    private final Map<AccountKey, Waiting> waiting = new LinkedHashMap<>();
    private final Set<AccountKey> running = new HashSet<>();
    private int rounds;
    private boolean watched;
    private boolean closed;

    /**
     * An account that waits.
     *
     * @param lease that is held for it; null: none
     */
    private record Waiting(@Nullable SendLease lease, long since) {}

    SendQueue(ExecutorService threads, SendLeases leases, SendRound round, SendingSettings settings) {
        this.threads = threads;
        this.leases = leases;
        this.round = round;
        this.settings = settings;
    }

    // What is dropped here is not lost: its send_at stands in the database, and a sweep finds it.
    synchronized void add(AccountKey account, @Nullable SendLease lease) {
        if (closed || (waiting.size() >= settings.queuedAccounts() && !waiting.containsKey(account))) {
            return;
        }
        // A lease that was taken meanwhile is newer.
        waiting.merge(
                account,
                new Waiting(lease, System.nanoTime()),
                (before, now) -> now.lease() == null ? before : new Waiting(now.lease(), before.since()));
        if (rounds < settings.rounds() && !running.contains(account)) {
            execute(this::work);
            rounds++;
        }
        if (lease != null && !watched) {
            execute(this::watch);
            watched = true;
        }
    }

    private void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    private void work() {
        Map<AccountKey, @Nullable SendLease> accounts = take(List.of(), List.of());
        while (!accounts.isEmpty()) {
            List<SendLease> unfinished = List.of();
            try {
                unfinished = round.send(accounts);
            } catch (RuntimeException e) {
                // The leases run out and a sweep goes on; mostly the database is away.
                log.warn("sending for {} accounts stopped: {}", accounts.size(), e.toString());
            } finally {
                // Also after an Error: these accounts would never be sent for again, and this round be missed for ever.
                accounts = take(accounts.keySet(), unfinished);
            }
        }
    }

    /** The next round's accounts; with none, there is one round less. */
    private synchronized Map<AccountKey, @Nullable SendLease> take(
            Iterable<AccountKey> ended, List<SendLease> unfinished) {
        ended.forEach(running::remove);
        long now = System.nanoTime();
        // Behind those that wait.
        unfinished.forEach(lease -> waiting.merge(
                lease.account(),
                new Waiting(lease, now),
                (before, again) -> before.lease() == null ? new Waiting(lease, before.since()) : before));
        Map<AccountKey, @Nullable SendLease> next = new LinkedHashMap<>();
        Iterator<Map.Entry<AccountKey, Waiting>> entries = waiting.entrySet().iterator();
        while (!closed && entries.hasNext() && next.size() < settings.accountsPerRound()) {
            Map.Entry<AccountKey, Waiting> entry = entries.next();
            if (running.add(entry.getKey())) {
                next.put(entry.getKey(), entry.getValue().lease());
                entries.remove();
            }
        }
        if (next.isEmpty()) {
            rounds--;
        }
        return next;
    }

    /** While accounts wait under leases: who gets no turn in time is left to whoever has one, perhaps another process. */
    private void watch() {
        try {
            do {
                TimeUnit.NANOSECONDS.sleep(settings.turnWait().toNanos());
                late().forEach(this::giveBack);
            } while (!unwatched());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean unwatched() {
        watched = !closed && waiting.values().stream().anyMatch(one -> one.lease() != null);
        return !watched;
    }

    private synchronized List<SendLease> late() {
        List<SendLease> late = new ArrayList<>();
        long now = System.nanoTime();
        waiting.entrySet().removeIf(entry -> {
            SendLease lease = entry.getValue().lease();
            boolean gone = lease != null
                    && !running.contains(entry.getKey())
                    && now - entry.getValue().since() >= settings.turnWait().toNanos();
            if (gone) {
                late.add(lease);
            }
            return gone;
        });
        return late;
    }

    private void giveBack(SendLease lease) {
        try {
            leases.giveBack(lease);
        } catch (RuntimeException e) {
            log.warn("the lease of {} could not be given back and runs out: {}", lease.account(), e.toString());
        }
    }

    synchronized void close() {
        closed = true;
    }
}
