package io.dapp.transaction.core.sending;

import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.sending.SendRound.Rest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    private final Map<AccountKey, Waiting> running = new HashMap<>();
    private int rounds;
    private boolean watched;
    private boolean starting;
    private boolean closed;

    /**
     * An account that waits.
     *
     * @param lease that is held for it; null: none
     * @param turns in which its row was another transaction's
     */
    private record Waiting(@Nullable SendLease lease, long since, int turns) {
        Waiting(@Nullable SendLease lease, long since) {
            this(lease, since, 0);
        }

        /** Having come again meanwhile, perhaps under a lease that was taken later. */
        Waiting busy(@Nullable Waiting again) {
            return new Waiting(again == null || again.lease() == null ? lease : again.lease(), since, turns + 1);
        }
    }

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
                (before, now) -> new Waiting(now.lease() == null ? before.lease() : now.lease(), before.since()));
        if (!running.containsKey(account)) {
            if (rounds == 0 || waiting.size() >= settings.accountsPerRound()) {
                startRound();
            } else if (!starting) {
                execute(this::startLater);
                starting = true;
            }
        }
        if (lease != null && !watched) {
            execute(this::watch);
            watched = true;
        }
    }

    private void startRound() {
        if (rounds < settings.rounds()) {
            execute(this::work);
            rounds++;
        }
    }

    /** What comes during a round shares the next one, unless the one under way takes long. */
    private void startLater() {
        try {
            TimeUnit.NANOSECONDS.sleep(settings.roundWait().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            starting = false;
            if (ready().findAny().isPresent()) {
                startRound();
            }
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
        Map<AccountKey, @Nullable SendLease> accounts = take(List.of(), Rest.NONE);
        while (!accounts.isEmpty()) {
            Rest rest = Rest.NONE;
            try {
                rest = round.send(accounts);
                if (rest.busy().size() == accounts.size()) {
                    // Nothing was free: whoever holds it needs a moment.
                    Thread.sleep(settings.busyPause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // The leases run out and a sweep goes on; mostly the database is away.
                log.warn("sending for {} accounts stopped: {}", accounts.size(), e.toString());
            } catch (Error e) {
                // Their leases run out too; others wait for this round's next turn.
                log.error("sending for {} accounts failed", accounts.size(), e);
            }
            accounts = take(accounts.keySet(), rest);
        }
    }

    /** The next round's accounts; with none, there is one round less. */
    private synchronized Map<AccountKey, @Nullable SendLease> take(Collection<AccountKey> ended, Rest rest) {
        Map<AccountKey, Waiting> before = new HashMap<>();
        ended.forEach(account -> before.put(account, Objects.requireNonNull(running.remove(account))));
        // Behind those that wait.
        rest.busy()
                .forEach(account -> waiting.put(
                        account, Objects.requireNonNull(before.get(account)).busy(waiting.remove(account))));
        long now = System.nanoTime();
        rest.unfinished()
                .forEach(lease -> waiting.merge(
                        lease.account(),
                        new Waiting(lease, now),
                        (came, again) -> came.lease() == null ? new Waiting(lease, came.since()) : came));
        Map<AccountKey, @Nullable SendLease> next = new LinkedHashMap<>();
        List<AccountKey> turn = ready().filter(account -> !lone(account))
                .limit(settings.accountsPerRound())
                .toList();
        // One that was busy each time has a round of its own, which waits for its row, when nobody else waits.
        (turn.isEmpty() ? ready().limit(1).toList() : turn).forEach(account -> begin(account, next));
        if (next.isEmpty()) {
            rounds--;
        }
        return next;
    }

    private Stream<AccountKey> ready() {
        return closed ? Stream.of() : waiting.keySet().stream().filter(account -> !running.containsKey(account));
    }

    private boolean lone(AccountKey account) {
        return Objects.requireNonNull(waiting.get(account)).turns() >= settings.busyTurns();
    }

    private void begin(AccountKey account, Map<AccountKey, @Nullable SendLease> round) {
        Waiting one = Objects.requireNonNull(waiting.remove(account));
        running.put(account, one);
        round.put(account, one.lease());
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
                    && !running.containsKey(entry.getKey())
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
