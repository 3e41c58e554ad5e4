package io.dapp.transaction.core.sending;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.record.AccountKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends accounts' payments; all of it in the background, bounded, and at most once at a time for an account. */
public final class AccountSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccountSender.class);

    private final SendLeases leases;
    private final SendRun run;
    private final int queuedAtMost;
    private final Duration shutdown;
    private final int concurrentAtMost;
    private final Duration turnWait;
    private final Map<ChainId, Semaphore> concurrent = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<AccountKey, Turn> turns = new HashMap<>();
    private boolean closed;

    AccountSender(SendLeases leases, SendRun run, SendingSettings settings) {
        this.leases = leases;
        this.run = run;
        this.queuedAtMost = settings.queuedAccounts();
        this.shutdown = settings.shutdown();
        this.concurrentAtMost = settings.concurrentAccounts();
        this.turnWait = settings.turnWait();
    }

    /**
     * Starts sending for the accounts of a chain whose time has come and whose lease is free or has run out.
     *
     * @return how many were started
     */
    public int sweep(ChainId chainId) {
        List<AccountKey> due = leases.due(chainId, queuedAtMost);
        due.forEach(account -> start(account, null));
        return due.size();
    }

    /** Starts sending for an account, now; does nothing where another holds its lease. Never blocks, never throws. */
    public void kick(ChainId chainId, Address account) {
        start(new AccountKey(chainId, account), null);
    }

    /** Goes on under a lease that a transaction of this process has taken and committed. Never blocks, never throws. */
    public void goOn(SendLease lease) {
        start(lease.account(), lease);
    }

    // What is dropped here is not lost: its send_at stands in the database, and a sweep finds it.
    private void start(AccountKey account, @Nullable SendLease lease) {
        synchronized (turns) {
            Turn turn = turns.get(account);
            if (turn != null) {
                turn.again = true;
                turn.lease = lease == null ? turn.lease : lease;
            } else if (!closed && turns.size() < queuedAtMost) {
                Turn first = new Turn();
                first.lease = lease;
                turns.put(account, first);
                threads.execute(() -> work(account, first));
            }
        }
    }

    private void work(AccountKey account, Turn turn) {
        // Of each chain its own: one whose node hangs holds up no other. Fair: who has had his turn stands behind the
        // rest.
        Semaphore permits =
                concurrent.computeIfAbsent(account.chainId(), chain -> new Semaphore(concurrentAtMost, true));
        do {
            if (!acquired(permits)) {
                drop(account, turn);
                return;
            }
            try {
                runOnce(account, turn);
            } finally {
                permits.release();
            }
        } while (!finished(account, turn));
    }

    private boolean acquired(Semaphore permits) {
        try {
            return permits.tryAcquire(turnWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** There is no turn in time: another process may have one. */
    private void drop(AccountKey account, Turn turn) {
        SendLease held;
        synchronized (turns) {
            held = turn.takeLease(turns);
            turns.remove(account);
        }
        if (held == null) {
            return;
        }
        try {
            leases.giveBack(held);
        } catch (RuntimeException e) {
            log.warn("the lease of {} could not be given back and runs out: {}", account, e.toString());
        }
    }

    private void runOnce(AccountKey account, Turn turn) {
        try {
            Optional<SendLease> unfinished = run.send(account, turn.takeLease(turns));
            unfinished.ifPresent(lease -> turn.goOn(turns, lease));
        } catch (RuntimeException e) {
            // The lease runs out and a sweep goes on; mostly the database is away.
            log.warn("sending for {} stopped: {}", account, e.toString());
        }
    }

    /** A kick that came during the run may be about what the run no longer saw: run again. */
    private boolean finished(AccountKey account, Turn turn) {
        synchronized (turns) {
            if (turn.again && !closed) {
                turn.again = false;
                return false;
            }
            turns.remove(account);
            return true;
        }
    }

    /** Lets what is being sent end, within a bound. */
    @Override
    public void close() {
        synchronized (turns) {
            closed = true;
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(shutdown.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** An account being sent or waiting for it. */
    private static final class Turn {
        private boolean again;
        private @Nullable SendLease lease;

        /** A lease that was taken meanwhile is newer. */
        void goOn(Object lock, SendLease unfinished) {
            synchronized (lock) {
                again = true;
                lease = lease == null ? unfinished : lease;
            }
        }

        @Nullable
        SendLease takeLease(Object lock) {
            synchronized (lock) {
                SendLease taken = lease;
                lease = null;
                return taken;
            }
        }
    }
}
