package io.dapp.transaction.core.sending;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.record.AccountKey;
import java.lang.reflect.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Leases and what was sent under them. All but {@link #due} run inside the caller's transaction, whose first statement
 * is {@link #take} or {@link #renew}: it locks the account's row, so that nothing of the account is allocated, confirmed
 * or dropped until the transaction ends.
 */
final class SendLedger {
    private final JdbcClient jdbc;
    private final UUID holder;
    private final SendingSettings settings;

    SendLedger(JdbcClient jdbc, UUID holder, SendingSettings settings) {
        this.jdbc = jdbc;
        this.holder = holder;
        this.settings = settings;
    }

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
    Optional<SendLease> take(AccountKey account) {
        return jdbc.sql("""
                        update account
                           set lease_owner = :holder, lease_epoch = lease_epoch + 1,
                               lease_until = clock_timestamp() + :lease * interval '1 ms',
                               send_at = clock_timestamp() + :lease * interval '1 ms'
                         where chain_id = :chain and address = :address
                           and (lease_until is null or lease_until < clock_timestamp())
                        returning lease_epoch
                        """)
                .param("holder", holder)
                .param("lease", settings.lease().toMillis())
                .param("chain", account.chainId().value())
                .param("address", account.address().bytes())
                .query(Long.class)
                .optional()
                .map(epoch -> new SendLease(account, epoch));
    }

    /** Prolongs a lease; false: another has it, and nothing may be written under it any more. */
    boolean renew(SendLease lease) {
        return jdbc.sql("""
                        update account
                           set lease_until = clock_timestamp() + :lease * interval '1 ms',
                               send_at = clock_timestamp() + :lease * interval '1 ms'
                         where chain_id = :chain and address = :address
                           and lease_owner = :holder and lease_epoch = :epoch
                        """)
                        .param("lease", settings.lease().toMillis())
                        .param("chain", lease.account().chainId().value())
                        .param("address", lease.account().address().bytes())
                        .param("holder", holder)
                        .param("epoch", lease.epoch())
                        .update()
                == 1;
    }

    /**
     * What may be sent to a node now, in nonce order: of the payments within the window, the newest attempt where this
     * node has not acknowledged it, and, when the lowest has waited too long, all that have.
     */
    List<Sendable> sendable(AccountKey account, String node, int window, Duration rebroadcastAfter) {
        return jdbc.sql("""
                        with line as (
                            select p.id, p.nonce, a.ordinal, a.raw, a.acknowledged_by,
                                   a.acknowledged_at <= clock_timestamp() - :again * interval '1 ms' as overdue
                              from payment p
                              join lateral (select ordinal, raw, acknowledged_by, acknowledged_at
                                              from attempt
                                             where payment_id = p.id
                                             order by ordinal desc
                                             limit 1) a on true
                             where p.chain_id = :chain and p.sender = :address and p.status = 'pending'
                               and p.kind = 'custodial'
                               and p.nonce < :window + (select min(nonce) from payment
                                                         where chain_id = :chain and sender = :address
                                                           and status = 'pending' and kind = 'custodial')
                        )
                        select id, ordinal, raw
                          from line
                         where acknowledged_by is distinct from :node
                            or (overdue and (select overdue from line order by nonce limit 1))
                         order by nonce
                         limit :window
                        """)
                .param("again", rebroadcastAfter.toMillis())
                .param("chain", account.chainId().value())
                .param("address", account.address().bytes())
                .param("window", window)
                .param("node", node)
                .query(SendLedger::sendable)
                .list();
    }

    /** A node was given these. */
    void record(List<Given> given, String node) {
        jdbc.sql("""
                        update attempt a
                           set sent_at = coalesce(a.sent_at, clock_timestamp()),
                               acknowledged_at = case when g.taken then clock_timestamp() else a.acknowledged_at end,
                               acknowledged_by = case when g.taken then :node end,
                               last_answer = g.answer
                          from unnest(:ids::uuid[], :ordinals::int[], :taken::boolean[], :answers::text[])
                               as g (id, ordinal, taken, answer)
                         where a.payment_id = g.id and a.ordinal = g.ordinal
                        """)
                .param("node", node)
                .param(
                        "ids",
                        column(
                                given,
                                String.class,
                                one -> one.attempt().paymentId().toString()))
                .param(
                        "ordinals",
                        column(given, Integer.class, one -> one.attempt().ordinal()))
                .param("taken", column(given, Boolean.class, Given::taken))
                .param("answers", column(given, String.class, Given::answer))
                .update();
    }

    /** Nothing is sendable: the lease is free, and the line is looked at again when its lowest has waited too long. */
    void release(SendLease lease, Duration rebroadcastAfter) {
        jdbc.sql("""
                        update account
                           set lease_owner = null, lease_until = null, send_failures = 0,
                               send_at = (select coalesce(a.acknowledged_at, clock_timestamp()) + :again * interval '1 ms'
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

    private static <T> @Nullable T[] column(List<Given> given, Class<T> type, Function<Given, @Nullable T> value) {
        @SuppressWarnings("unchecked") // an array of this very type
        @Nullable
        T[] column = (@Nullable T[]) Array.newInstance(type, given.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(given.get(i));
        }
        return column;
    }

    private static Sendable sendable(ResultSet row, int index) throws SQLException {
        return new Sendable(row.getObject("id", UUID.class), row.getInt("ordinal"), row.getBytes("raw"));
    }

    /** An attempt to be sent. */
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing; handed to the node as it is
    record Sendable(UUID paymentId, int ordinal, byte[] raw) {}

    /**
     * An attempt that a node was given.
     *
     * @param taken whether it counts as acknowledged: the node took it and all before it
     * @param answer what the node said where it was not plain acceptance
     */
    record Given(Sendable attempt, boolean taken, @Nullable String answer) {}
}
