package io.dapp.transaction.core.sending;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.record.AccountKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The leases of accounts. All but {@link #due} and {@link #giveBack} run inside the caller's transaction, whose first
 * statement is {@link #hold}: it locks the accounts' rows, so that nothing of theirs is allocated, confirmed or dropped until
 * the transaction ends. Who locks several takes those that are free: none of them waits for another's holder.
 */
final class SendLeases {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final JdbcClient jdbc;
    private final UUID holder;
    private final SendingSettings settings;

    SendLeases(JdbcClient jdbc, UUID holder, SendingSettings settings) {
        this.jdbc = jdbc;
        this.holder = holder;
        this.settings = settings;
    }

    /**
     * A lease that was just taken or prolonged.
     *
     * @param node that holds the account's window; null: none does
     */
    record Held(SendLease lease, @Nullable String node) {}

    /** Accounts whose time has come and whose lease is free or has run out, longest waiting first. */
    List<AccountKey> due(ChainId chainId, int limit) {
        return jdbc.sql("""
                        select address
                          from account
                         where chain_id = ? and send_at <= statement_timestamp()
                           and (lease_until is null or lease_until < statement_timestamp())
                         order by send_at
                         limit ?
                        """)
                .param(chainId.value())
                .param(limit)
                .query((row, index) -> new AccountKey(chainId, Address.of(row.getBytes("address"))))
                .list();
    }

    /**
     * Leases that the transaction holds now.
     *
     * @param busy accounts that another transaction has locked: nothing is known or done about their leases
     */
    record Holding(List<Held> held, List<AccountKey> busy) {}

    /**
     * Prolongs the leases that are held, and takes those of the other accounts where they are free. One account's lock is
     * waited for, for a while; of several those are locked that are free.
     *
     * @param taking false: only prolongs, and leaves out what another has meanwhile
     */
    Holding hold(ChainId chain, Map<AccountKey, @Nullable SendLease> accounts, boolean taking) {
        List<Map.Entry<AccountKey, @Nullable SendLease>> entries = new ArrayList<>(new TreeMap<>(accounts).entrySet());
        List<AccountKey> busy = new ArrayList<>();
        if (entries.size() > 1) {
            Set<AccountKey> locked = lockFree(chain, addresses(entries));
            entries.removeIf(entry -> {
                boolean held = !locked.contains(entry.getKey());
                if (held) {
                    busy.add(entry.getKey());
                }
                return held;
            });
        } else {
            jdbc.sql("set local lock_timeout = " + settings.lockWait().toMillis())
                    .update();
        }
        return new Holding(entries.isEmpty() ? List.of() : hold(chain, entries, taking), busy);
    }

    private List<Held> hold(ChainId chain, List<Map.Entry<AccountKey, @Nullable SendLease>> entries, boolean taking) {
        @Nullable Long[] epochs = new @Nullable Long[entries.size()];
        for (int i = 0; i < epochs.length; i++) {
            SendLease lease = entries.get(i).getValue();
            epochs[i] = lease == null ? null : lease.epoch();
        }
        return jdbc.sql("""
                        update account c
                           set lease_owner = :holder,
                               lease_epoch = case when c.lease_owner = :holder and c.lease_epoch = w.epoch
                                                  then c.lease_epoch else c.lease_epoch + 1 end,
                               lease_until = clock_timestamp() + :lease * interval '1 ms',
                               send_at = clock_timestamp() + :lease * interval '1 ms'
                          from unnest(:addresses::bytea[], :epochs::bigint[]) as w (address, epoch)
                         where c.chain_id = :chain and c.address = w.address
                           and ((c.lease_owner = :holder and c.lease_epoch = w.epoch)
                                or (:taking and (c.lease_until is null or c.lease_until < clock_timestamp())))
                        returning c.address, c.lease_epoch, c.send_node
                        """)
                .param("holder", holder)
                .param("lease", settings.lease().toMillis())
                .param("chain", chain.value())
                .param("addresses", addresses(entries))
                .param("epochs", epochs)
                .param("taking", taking)
                .query((row, index) -> new Held(
                        new SendLease(
                                new AccountKey(chain, Address.of(row.getBytes("address"))), row.getLong("lease_epoch")),
                        row.getString("send_node")))
                .list();
    }

    /** Whether {@link #hold} waited for an account's lock as long as it may. */
    static boolean heldByAnother(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
            }
        }
        return false;
    }

    private static byte[][] addresses(List<Map.Entry<AccountKey, @Nullable SendLease>> entries) {
        return entries.stream().map(entry -> entry.getKey().address().bytes()).toArray(byte[][]::new);
    }

    private Set<AccountKey> lockFree(ChainId chain, byte[][] addresses) {
        return jdbc.sql("""
                        select address from account
                         where chain_id = ? and address = any(?::bytea[])
                         order by chain_id, address for update skip locked
                        """)
                .param(chain.value())
                .param(addresses)
                .query((row, index) -> new AccountKey(chain, Address.of(row.getBytes("address"))))
                .set();
    }

    /** Leaves a lease to whoever sweeps next; does nothing where another has it. */
    void giveBack(SendLease lease) {
        jdbc.sql("""
                        update account
                           set lease_owner = null, lease_until = null, send_at = clock_timestamp()
                         where chain_id = :chain and address = :address
                           and lease_owner = :holder and lease_epoch = :epoch
                        """)
                .param("chain", lease.account().chainId().value())
                .param("address", lease.account().address().bytes())
                .param("holder", holder)
                .param("epoch", lease.epoch())
                .update();
    }

    /** Nothing is sendable: the leases are free, and each line is looked at again when its lowest has waited too long. */
    void release(ChainId chain, List<SendLease> done, Duration rebroadcastAfter) {
        if (done.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update account c
                           set lease_owner = null, lease_until = null, send_failures = 0,
                               send_at = (select greatest(coalesce(a.acknowledged_at, clock_timestamp()), c.lowest_since)
                                                 + :again * interval '1 ms'
                                            from payment p
                                            join attempt a on a.payment_id = p.id
                                           where p.chain_id = c.chain_id and p.sender = c.address
                                             and p.status = 'pending' and p.kind = 'custodial'
                                           order by p.nonce, a.ordinal desc
                                           limit 1)
                         where c.chain_id = :chain and c.address = any(:addresses::bytea[])
                        """)
                .param("again", rebroadcastAfter.toMillis())
                .param("chain", chain.value())
                .param("addresses", addresses(done))
                .update();
    }

    /**
     * The node did not take the next one: the leases are free, and sending goes on after a pause.
     *
     * @param paused whether the node took one of each before
     */
    void pause(ChainId chain, Map<SendLease, Boolean> paused) {
        if (paused.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update account c
                           set lease_owner = null, lease_until = null,
                               send_failures = case when w.progress then 1 else least(c.send_failures + 1, 30) end,
                               send_at = clock_timestamp() + least(:most, :backoff *
                                   case when w.progress then 1 else power(2, least(c.send_failures, 30)) end)
                                   * interval '1 ms'
                          from unnest(:addresses::bytea[], :progress::boolean[]) as w (address, progress)
                         where c.chain_id = :chain and c.address = w.address
                        """)
                .param("addresses", addresses(paused.keySet()))
                .param("progress", paused.values().toArray(Boolean[]::new))
                .param("most", settings.backoffAtMost().toMillis())
                .param("backoff", settings.backoff().toMillis())
                .param("chain", chain.value())
                .update();
    }

    private static byte[][] addresses(Collection<SendLease> leases) {
        return leases.stream().map(lease -> lease.account().address().bytes()).toArray(byte[][]::new);
    }
}
