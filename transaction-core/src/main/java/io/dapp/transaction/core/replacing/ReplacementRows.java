package io.dapp.transaction.core.replacing;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.PaymentStatus;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of payments and their attempts, as replacements read and write them. */
final class ReplacementRows {
    private final JdbcClient jdbc;

    ReplacementRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The payment and its newest attempt; empty where it was not signed here. */
    Optional<Replaceable> read(UUID id) {
        return jdbc.sql("""
                        select p.id, p.owner_id, p.chain_id, p.sender, coalesce(p.token, p.recipient) as target,
                               p.native_value, p.data, p.gas_limit, p.nonce, p.status,
                               p.nonce_taken_number is not null as taken, p.cancel_reason, p.max_cost, p.fee_limit,
                               a.ordinal, a.max_fee_per_gas, a.max_priority_fee_per_gas
                          from payment p
                          join lateral (select * from attempt where payment_id = p.id
                                         order by ordinal desc limit 1) a on true
                         where p.id = ? and p.kind = 'custodial'
                        """).param(id).query(ReplacementRows::replaceable).optional();
    }

    /** Locks the account until the transaction ends; answers the database's time. */
    Instant lock(AccountKey account) {
        jdbc.sql("select 1 from account where chain_id = ? and address = ? for update")
                .param(account.chainId().value())
                .param(account.address().bytes())
                .query(Integer.class)
                .list();
        return jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** Adds the attempt; its payment's account and row are locked, and its account is to be sent. */
    void add(Replaceable payment, Attempt attempt, Bytes raw, Replacement.Terms terms, Instant at) {
        jdbc.sql("""
                        insert into attempt (payment_id, ordinal, chain_id, kind, hash, raw,
                                             max_fee_per_gas, max_priority_fee_per_gas, created_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(payment.id())
                .param(payment.ordinal() + 1)
                .param(payment.chainId().value())
                .param(attempt.kind().code())
                .param(attempt.hash().bytes())
                .param(raw.value())
                .param(new BigDecimal(attempt.maxFeePerGas().value()))
                .param(new BigDecimal(attempt.maxPriorityFeePerGas().value()))
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("""
                        update payment
                           set max_cost = greatest(max_cost, ?), fee_limit = ?, cancel_reason = ?,
                               refused_at = null, refused_why = null
                         where id = ?
                        """)
                .param(new BigDecimal(terms.maxCost()))
                .param(terms.feeLimit() == null ? null : new BigDecimal(terms.feeLimit()))
                .param(terms.cancelReason())
                .param(payment.id())
                .update();
        jdbc.sql("""
                        update account set send_at = least(send_at, clock_timestamp())
                         where chain_id = ? and address = ?
                        """)
                .param(payment.chainId().value())
                .param(payment.sender().bytes())
                .update();
    }

    /** Whether this very attempt is recorded. */
    boolean has(UUID payment, TransactionHash hash) {
        return jdbc.sql("select exists (select 1 from attempt where payment_id = ? and hash = ?)")
                .param(payment)
                .param(hash.bytes())
                .query(Boolean.class)
                .single();
    }

    /** Payments whose time has passed, longest first. */
    List<UUID> expired(ChainId chain, int limit) {
        return jdbc.sql("""
                        select id from payment
                         where chain_id = ? and status = 'pending' and valid_until is not null and cancel_reason is null
                           and valid_until <= clock_timestamp() and kind = 'custodial' and nonce_taken_number is null
                         order by valid_until
                         limit ?
                        """).param(chain.value()).param(limit).query(UUID.class).list();
    }

    /** Payments that a node has refused for good for at least {@code waited}, and that none has taken. */
    List<UUID> refused(ChainId chain, Duration waited, int limit) {
        return jdbc.sql("""
                        select id from payment
                         where chain_id = ? and status = 'pending' and refused_at is not null and cancel_reason is null
                           and refused_at <= clock_timestamp() - ? * interval '1 ms' and nonce_taken_number is null
                         order by refused_at
                         limit ?
                        """)
                .param(chain.value())
                .param(waited.toMillis())
                .param(limit)
                .query(UUID.class)
                .list();
    }

    /**
     * What holds lines up: the lowest pending payment of each account where it has been the lowest, and been sent, for
     * {@code waited}, also by the chain's own time; and with it those in its window that the next block would not take.
     * In the order of their nonces.
     *
     * @param headTime of the newest block: a chain that makes none is not waited for with money
     * @param leastFee wei per gas below which the next block takes nothing
     * @param attempts that a payment gets at most
     */
    List<UUID> overdue(
            ChainId chain,
            Duration waited,
            Instant headTime,
            BigInteger leastFee,
            int window,
            int attempts,
            int limit) {
        return jdbc.sql("""
                        with held_up as materialized (
                            select c.address, l.nonce
                              from account c
                              join lateral (select p.id, p.nonce from payment p
                                             where p.chain_id = c.chain_id and p.sender = c.address
                                               and p.status = 'pending' and p.kind = 'custodial'
                                             order by p.nonce limit 1) l on l.nonce = c.lowest_nonce
                              join lateral (select sent_at, created_at from attempt where payment_id = l.id
                                             order by ordinal desc limit 1) a on true
                             where c.chain_id = :chain and c.send_at is not null
                               and greatest(a.sent_at, a.created_at, c.lowest_since)
                                   <= least(clock_timestamp(), :head) - :waited * interval '1 ms'
                             order by c.lowest_since
                             limit :limit)
                        select p.id
                          from held_up h
                          join payment p on p.chain_id = :chain and p.sender = h.address and p.status = 'pending'
                                        and p.kind = 'custodial' and p.nonce >= h.nonce and p.nonce < h.nonce + :window
                          join lateral (select * from attempt where payment_id = p.id
                                         order by ordinal desc limit 1) a on true
                         where p.nonce_taken_number is null and a.ordinal < :attempts
                           and a.sent_at <= least(clock_timestamp(), :head) - :waited * interval '1 ms'
                           and (p.nonce = h.nonce or a.max_fee_per_gas < :least)
                         order by h.address, p.nonce
                         limit :limit
                        """)
                .param("chain", chain.value())
                .param("head", headTime.atOffset(ZoneOffset.UTC))
                .param("waited", waited.toMillis())
                .param("window", window)
                .param("attempts", attempts)
                .param("least", new BigDecimal(leastFee))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    private static Replaceable replaceable(ResultSet row, int index) throws SQLException {
        byte[] target = row.getBytes("target");
        byte[] data = row.getBytes("data");
        return new Replaceable(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                new ChainId(row.getLong("chain_id")),
                Address.of(row.getBytes("sender")),
                target == null ? null : Address.of(target),
                new Wei(integer(row, "native_value")),
                data == null ? Bytes.EMPTY : new Bytes(data),
                row.getLong("gas_limit"),
                new Nonce(row.getLong("nonce")),
                PaymentStatus.of(row.getString("status")),
                row.getBoolean("taken"),
                row.getString("cancel_reason"),
                integer(row, "max_cost"),
                optionalInteger(row, "fee_limit"),
                row.getInt("ordinal"),
                new Wei(integer(row, "max_fee_per_gas")),
                new Wei(integer(row, "max_priority_fee_per_gas")));
    }

    private static BigInteger integer(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }

    private static @Nullable BigInteger optionalInteger(ResultSet row, String column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value == null ? null : value.toBigIntegerExact();
    }
}
