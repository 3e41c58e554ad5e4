package io.dapp.transaction.core.record;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The stored payments. */
public final class PaymentStore {
    // One statement, one snapshot: a payment is never read with another version's attempts or timeline.
    static final String SELECT = """
            select p.*,
                   (select json_agg(json_build_object(
                               'hash', '0x' || encode(a.hash, 'hex'),
                               'kind', a.kind,
                               'max_fee_per_gas', a.max_fee_per_gas::text,
                               'max_priority_fee_per_gas', a.max_priority_fee_per_gas::text,
                               'sent_at', a.sent_at) order by a.ordinal)
                      from attempt a where a.payment_id = p.id) as attempts,
                   (select json_agg(json_build_object('status', e.data -> 'status', 'at', e.data -> 'updated_at')
                               order by e.id)
                      from event e where e.topic = 'transactions' and e.key = p.id::text) as timeline
              from payment p
            """;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    public PaymentStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    public Optional<Payment> find(UUID id) {
        return client.sql(SELECT + "where p.id = ?")
                .param(id)
                .query(PaymentRow::read)
                .optional();
    }

    /** Whether it is recorded. */
    public boolean exists(UUID id) {
        return client.sql("select exists (select 1 from payment where id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /** The payments of these ids that exist, ordered by id. */
    public List<Payment> find(Collection<UUID> ids) {
        return client.sql(SELECT + "where p.id = any(?::uuid[]) order by p.id")
                .param(texts(ids))
                .query(PaymentRow::read)
                .list();
    }

    /** A user's payments, newest first. */
    public List<Payment> list(PaymentFilter filter, int limit) {
        StringBuilder sql = new StringBuilder(SELECT + "where p.owner_id = :owner");
        Map<String, Object> values = new HashMap<>(Map.of("owner", filter.ownerId(), "limit", limit));
        restrict(
                sql,
                values,
                "p.status = :status",
                "status",
                filter.status() == null ? null : filter.status().code());
        restrict(
                sql,
                values,
                "p.chain_id = :chain",
                "chain",
                filter.chainId() == null ? null : filter.chainId().value());
        restrict(
                sql,
                values,
                "(p.sender = :address or p.recipient = :address)",
                "address",
                filter.address() == null ? null : filter.address().bytes());
        restrict(sql, values, "p.created_at >= :from", "from", utc(filter.from()));
        restrict(sql, values, "p.created_at < :to", "to", utc(filter.to()));
        restrict(sql, values, "p.id < :after", "after", filter.after());
        return client.sql(sql.append(" order by p.id desc limit :limit").toString())
                .params(values)
                .query(PaymentRow::read)
                .list();
    }

    private static void restrict(
            StringBuilder sql, Map<String, Object> values, String condition, String name, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(condition);
            values.put(name, value);
        }
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * Locks these payments in the order of their ids until the transaction ends; their accounts are already locked.
     *
     * @throws IllegalStateException outside a transaction
     */
    public List<Payment> lock(Collection<UUID> ids) {
        requireTransaction();
        client.sql("select id from payment where id = any(?::uuid[]) order by id for update")
                .param(texts(ids))
                .query(UUID.class)
                .list();
        return find(ids);
    }

    /**
     * Records new payments and their first attempts.
     *
     * @throws IllegalStateException outside a transaction
     */
    public void insert(List<NewPayment> payments) {
        requireTransaction();
        jdbc.batchUpdate("""
                insert into payment (id, owner_id, chain_id, sender, recipient, amount, token, native_value, data,
                                     gas_limit, nonce, max_cost, fee_limit, valid_until, counted_token,
                                     counted_amount, status, version, hash, metadata,
                                     created_at, updated_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?)
                """, payments.stream().map(PaymentRow::added).toList());
        jdbc.batchUpdate("""
                insert into attempt (payment_id, ordinal, chain_id, kind, hash, raw,
                                     max_fee_per_gas, max_priority_fee_per_gas, created_at)
                values (?, 1, ?, ?, ?, ?, ?, ?, ?)
                """, payments.stream().map(PaymentRow::firstAttempt).toList());
    }

    /**
     * Stores the next versions of payments that this transaction has locked, in one statement. Attempts and timeline are stored elsewhere:
     * attempts by whoever signs and sends them, the timeline by the events appended beside this. What nodes refused for
     * good and a block has taken all the same was not refused, should that block be dropped.
     *
     * @throws IllegalStateException outside a transaction
     */
    public void update(List<Payment> payments) {
        requireTransaction();
        if (payments.isEmpty()) {
            return;
        }
        client.sql("""
                        update payment p
                           set status = n.status, outcome = n.outcome, reason = n.reason, revert_reason = n.revert_reason,
                               version = n.version, hash = n.hash, block_number = n.block_number,
                               block_hash = n.block_hash, updated_at = n.updated_at,
                               refused_at = case when n.status = 'pending' then p.refused_at end,
                               refused_why = case when n.status = 'pending' then p.refused_why end
                          from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bytea[],
                                      ?::bigint[], ?::bytea[], ?::timestamptz[])
                               as n (id, status, outcome, reason, revert_reason, version, hash, block_number, block_hash,
                                     updated_at)
                         where p.id = n.id
                        """).params(PaymentRow.changes(payments)).update();
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    private static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("payments are locked and changed inside a transaction");
        }
    }
}
