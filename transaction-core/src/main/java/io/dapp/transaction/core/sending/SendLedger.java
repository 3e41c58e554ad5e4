package io.dapp.transaction.core.sending;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.record.AccountKey;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What accounts' nodes were given and what they are to be given; inside a transaction that has just taken or prolonged the
 * accounts' leases.
 */
final class SendLedger {
    /** What an answer begins with that says that these bytes are never taken. */
    static final String FILL = "fill: ";

    private final JdbcClient jdbc;

    SendLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** These windows go to this node from now on: nothing of them counts as acknowledged any more. */
    void bind(ChainId chain, List<AccountKey> accounts, String node) {
        jdbc.sql("update account set send_node = :node where chain_id = :chain and address = any(:addresses::bytea[])")
                .param("node", node)
                .param("chain", chain.value())
                .param("addresses", addresses(accounts))
                .update();
        forget(chain, accounts);
    }

    private void forget(ChainId chain, List<AccountKey> accounts) {
        jdbc.sql("""
                        update attempt a
                           set acknowledged_by = null
                          from payment p
                         where p.chain_id = :chain and p.sender = any(:addresses::bytea[]) and p.status = 'pending'
                           and p.kind = 'custodial' and a.payment_id = p.id and a.acknowledged_by is not null
                        """)
                .param("chain", chain.value())
                .param("addresses", addresses(accounts))
                .update();
    }

    /**
     * Notes which payment of each account is the lowest and since when. When it has waited too long, counted from when it
     * became the lowest and the node took it, nothing counts as acknowledged: a pool that forgot it may have forgotten
     * those behind.
     */
    void watchLowest(ChainId chain, List<AccountKey> accounts, Duration rebroadcastAfter) {
        jdbc.sql("""
                        update account c
                           set lowest_nonce = l.nonce,
                               lowest_since = coalesce((select p.updated_at from payment p
                                                         where p.chain_id = c.chain_id and p.sender = c.address
                                                           and p.kind = 'custodial' and p.status <> 'pending'
                                                           and p.nonce = l.nonce - 1), clock_timestamp())
                          from unnest(:addresses::bytea[]) as w (address)
                         cross join lateral (select min(p.nonce) as nonce from payment p
                                              where p.chain_id = :chain and p.sender = w.address
                                                and p.status = 'pending' and p.kind = 'custodial') l
                         where c.chain_id = :chain and c.address = w.address
                           and c.lowest_nonce is distinct from l.nonce
                        """)
                .param("chain", chain.value())
                .param("addresses", addresses(accounts))
                .update();
        // Two statements: as one, PostgreSQL looks at every pending payment of the chain to forget mostly nothing.
        List<AccountKey> overdue = jdbc.sql("""
                        select c.address
                          from account c
                          join payment l on l.chain_id = c.chain_id and l.sender = c.address
                                        and l.nonce = c.lowest_nonce and l.kind = 'custodial'
                         cross join lateral (select acknowledged_at from attempt
                                              where payment_id = l.id order by ordinal desc limit 1) n
                         where c.chain_id = :chain and c.address = any(:addresses::bytea[])
                           and greatest(n.acknowledged_at, c.lowest_since)
                               <= clock_timestamp() - :again * interval '1 ms'
                        """)
                .param("again", rebroadcastAfter.toMillis())
                .param("chain", chain.value())
                .param("addresses", addresses(accounts))
                .query((row, index) -> new AccountKey(chain, Address.of(row.getBytes("address"))))
                .list();
        if (!overdue.isEmpty()) {
            forget(chain, overdue);
        }
    }

    /**
     * What may be sent now, in nonce order: of each account's payments within the window, the newest attempt that no node
     * has. One that has expired before it was first sent waits, with those behind it, for its cancel. Accounts with none
     * are left out.
     */
    Map<AccountKey, List<Sendable>> sendable(ChainId chain, List<AccountKey> accounts, int window) {
        Map<AccountKey, List<Sendable>> sendable = new HashMap<>();
        jdbc.sql("""
                        select p.sender, p.id, a.ordinal, a.raw, p.refused_at is not null as refused
                          from unnest(:addresses::bytea[]) as w (address)
                         cross join lateral (select min(nonce) as nonce from payment
                                              where chain_id = :chain and sender = w.address
                                                and status = 'pending' and kind = 'custodial') l
                         cross join lateral (select min(e.nonce) as nonce from payment e
                                              where e.chain_id = :chain and e.sender = w.address
                                                and e.status = 'pending' and e.kind = 'custodial'
                                                and e.nonce < l.nonce + :window
                                                and e.valid_until <= clock_timestamp() and e.cancel_reason is null
                                                and not exists (select from attempt
                                                                 where payment_id = e.id and sent_at is not null)) x
                          join payment p on p.chain_id = :chain and p.sender = w.address and p.status = 'pending'
                                        and p.kind = 'custodial' and p.nonce < least(l.nonce + :window, x.nonce)
                          join lateral (select ordinal, raw, acknowledged_by
                                          from attempt
                                         where payment_id = p.id
                                         order by ordinal desc
                                         limit 1) a on a.acknowledged_by is null
                         order by p.sender, p.nonce
                        """)
                .param("chain", chain.value())
                .param("addresses", addresses(accounts))
                .param("window", window)
                .query(row -> {
                    sendable.computeIfAbsent(
                                    new AccountKey(chain, Address.of(row.getBytes("sender"))),
                                    account -> new ArrayList<>())
                            .add(new Sendable(
                                    row.getObject("id", UUID.class),
                                    row.getInt("ordinal"),
                                    row.getBytes("raw"),
                                    row.getBoolean("refused")));
                });
        return sendable;
    }

    /** A node was given these. */
    void record(List<Given> given, String node) {
        if (given.isEmpty()) {
            return;
        }
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

    /**
     * Notes which payments a node says it can never take, while no node has ever taken any form of them; and that one which
     * was refused is taken after all.
     */
    void refuse(List<Given> given) {
        for (Given one : given) {
            String answer = one.answer();
            boolean filled = answer != null && answer.startsWith(FILL);
            if (filled || (one.taken() && one.attempt().refused())) {
                jdbc.sql("""
                                update payment p
                                   set refused_at = case when :filled then coalesce(p.refused_at, clock_timestamp()) end,
                                       refused_why = case when :filled then :why end
                                 where p.id = :id and p.status = 'pending'
                                   and not (:filled and exists (select from attempt
                                                                 where payment_id = p.id and acknowledged_at is not null))
                                """)
                        .param("filled", filled)
                        .param("why", answer)
                        .param("id", one.attempt().paymentId())
                        .update();
            }
        }
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

    private static byte[][] addresses(List<AccountKey> accounts) {
        return accounts.stream().map(account -> account.address().bytes()).toArray(byte[][]::new);
    }

    /**
     * An attempt to be sent.
     *
     * @param refused whether a node has said that it can never take it
     */
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing; handed to the node as it is
    record Sendable(UUID paymentId, int ordinal, byte[] raw, boolean refused) {}

    /**
     * An attempt that a node was given.
     *
     * @param taken whether it counts as acknowledged: the node took it and all before it
     * @param answer what the node said where it was not plain acceptance
     */
    record Given(Sendable attempt, boolean taken, @Nullable String answer) {}
}
