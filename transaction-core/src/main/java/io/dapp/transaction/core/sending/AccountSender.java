package io.dapp.transaction.core.sending;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.record.AccountKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends accounts' payments; all of it in the background, bounded, and at most once at a time for an account. */
public final class AccountSender implements AutoCloseable {
    private final SendLeases leases;
    private final SendRound round;
    private final SendingSettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<ChainId, SendQueue> queues = new ConcurrentHashMap<>();

    AccountSender(SendLeases leases, SendRound round, SendingSettings settings) {
        this.leases = leases;
        this.round = round;
        this.settings = settings;
    }

    /**
     * Starts sending for the accounts of a chain whose time has come and whose lease is free or has run out.
     *
     * @return how many were started
     */
    public int sweep(ChainId chainId) {
        List<AccountKey> due = leases.due(chainId, settings.queuedAccounts());
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

    // Of each chain its own: one whose node hangs holds up no other.
    private void start(AccountKey account, @Nullable SendLease lease) {
        queues.computeIfAbsent(account.chainId(), chain -> new SendQueue(threads, leases, round, settings))
                .add(account, lease);
    }

    /** Lets what is being sent end, within a bound. */
    @Override
    public void close() {
        queues.values().forEach(SendQueue::close);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(settings.shutdown().toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
