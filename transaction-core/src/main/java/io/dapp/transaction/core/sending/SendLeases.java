package io.dapp.transaction.core.sending;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.record.AccountKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The leases of accounts. All but {@link #due} and {@link #giveBack} run inside the caller's transaction, whose first
 * statement is {@link #take} or {@link #renew}: it locks the account's row, so that nothing of the account is allocated,
 * confirmed or dropped until the transaction ends.
 */
final class SendLeases {
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
                         where chain_id = ? and send_at <= clock_timestamp()
                           and (lease_until is null or lease_until < clock_timestamp())
                         order by send_at
                         limit ?
                        """)
                .param(chainId.value())
                .param(limit)
                .query((row, index) -> new AccountKey(chainId, Address.of(row.getBytes("address"))))
                .list();
    }

    /** Takes the account's lease; empty while another holds it. */
    Optional<Held> take(AccountKey account) {
        return jdbc.sql("""
                        update account
                           set lease_owner = :holder, lease_epoch = lease_epoch + 1,
                               lease_until = clock_timestamp() + :lease * interval '1 ms',
                               send_at = clock_timestamp() + :lease * interval '1 ms'
                         where chain_id = :chain and address = :address
                           and (lease_until is null or lease_until < clock_timestamp())
                        returning lease_epoch, send_node
                        """)
                .param("holder", holder)
                .param("lease", settings.lease().toMillis())
                .param("chain", account.chainId().value())
                .param("address", account.address().bytes())
                .query((row, index) ->
                        new Held(new SendLease(account, row.getLong("lease_epoch")), row.getString("send_node")))
                .optional();
    }

    /** Prolongs a lease; empty: another has it, and nothing may be written under it any more. */
    Optional<Held> renew(SendLease lease) {
        return jdbc.sql("""
                        update account
                           set lease_until = clock_timestamp() + :lease * interval '1 ms',
                               send_at = clock_timestamp() + :lease * interval '1 ms'
                         where chain_id = :chain and address = :address
                           and lease_owner = :holder and lease_epoch = :epoch
                        returning send_node
                        """)
                .param("lease", settings.lease().toMillis())
                .param("chain", lease.account().chainId().value())
                .param("address", lease.account().address().bytes())
                .param("holder", holder)
                .param("epoch", lease.epoch())
                .query((row, index) -> new Held(lease, row.getString("send_node")))
                .optional();
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

    /** Nothing is sendable: the lease is free, and the line is looked at again when its lowest has waited too long. */
    void release(SendLease lease, Duration rebroadcastAfter) {
        jdbc.sql("""
                        update account c
                           set lease_owner = null, lease_until = null, send_failures = 0,
                               send_at = (select greatest(coalesce(a.acknowledged_at, clock_timestamp()), c.lowest_since)
                                                 + :again * interval '1 ms'
                                            from payment p
                                            join attempt a on a.payment_id = p.id
                                           where p.chain_id = :chain and p.sender = :address and p.status = 'pending'
                                             and p.kind = 'custodial'
                                           order by p.nonce, a.ordinal desc
                                           limit 1)
                         where chain_id = :chain and address = :address
                        """)
                .param("again", rebroadcastAfter.toMillis())
                .param("chain", lease.account().chainId().value())
                .param("address", lease.account().address().bytes())
                .update();
    }

    /** The node did not take the next one: the lease is free, and sending goes on after a pause. */
    void pause(SendLease lease, boolean progress) {
        jdbc.sql("""
                        update account
                           set lease_owner = null, lease_until = null,
                               send_failures = case when :progress then 1 else least(send_failures + 1, 30) end,
                               send_at = clock_timestamp() + least(:most, :backoff *
                                   case when :progress then 1 else power(2, least(send_failures, 30)) end) * interval '1 ms'
                         where chain_id = :chain and address = :address
                        """)
                .param("progress", progress)
                .param("most", settings.backoffAtMost().toMillis())
                .param("backoff", settings.backoff().toMillis())
                .param("chain", lease.account().chainId().value())
                .param("address", lease.account().address().bytes())
                .update();
    }
}
