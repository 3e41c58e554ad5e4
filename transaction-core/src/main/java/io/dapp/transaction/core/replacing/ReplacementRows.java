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
import java.util.Objects;
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
                               exists (select from attempt where payment_id = p.id and sent_at is not null)
                                   or exists (select from account
                                               where chain_id = p.chain_id and address = p.sender
                                                 and lease_owner is not null) as sent,
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
                .param(new BigDecimal(
                        Objects.requireNonNull(attempt.maxFeePerGas()).value()))
                .param(new BigDecimal(
                        Objects.requireNonNull(attempt.maxPriorityFeePerGas()).value()))
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("""
                        update payment
                           set max_cost = greatest(max_cost, ?), fee_limit = ?, cancel_reason = ?,
                               refused_at = null, refused_why = null, replace_at = null
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

    /** A payment that needs another attempt, and the attempt that was its newest when it was found. */
    record Found(UUID payment, int ordinal, Address sender) {}

    /** Where the keys are that are to sign. */
    enum Keys {
        HERE("not exists"),
        REMOTE("exists");

        private final String condition;

        Keys(String quantifier) {
            this.condition = quantifier + " (select from wallet where address = %s and signer <> 'local')";
        }

        String of(String address) {
            return condition.formatted(address);
        }
    }

    /** Payments whose time has passed, longest first. */
    List<Found> expired(ChainId chain, Keys keys, int limit) {
        return jdbc.sql("""
                        select p.id, p.sender, (select max(ordinal) from attempt where payment_id = p.id) as ordinal
                          from payment p
                         where p.chain_id = ? and p.status = 'pending' and p.valid_until is not null
                           and p.cancel_reason is null and p.valid_until <= clock_timestamp() and p.kind = 'custodial'
                           and p.nonce_taken_number is null
                           and (p.replace_at is null or p.replace_at <= clock_timestamp())
                           and %s
                         order by p.valid_until
                         limit ?
                        """.formatted(keys.of("p.sender")))
                .param(chain.value())
                .param(limit)
                .query(ReplacementRows::found)
                .list();
    }

    /** Payments that a node has refused for good for at least {@code waited}, and that none has taken. */
    List<Found> refused(ChainId chain, Keys keys, Duration waited, int limit) {
        return jdbc.sql("""
                        select p.id, p.sender, (select max(ordinal) from attempt where payment_id = p.id) as ordinal
                          from payment p
                         where p.chain_id = ? and p.status = 'pending' and p.refused_at is not null
                           and p.cancel_reason is null and p.refused_at <= clock_timestamp() - ? * interval '1 ms'
                           and p.kind = 'custodial' and p.nonce_taken_number is null
                           and not exists (select from attempt
                                            where payment_id = p.id and acknowledged_at is not null)
                           and (p.replace_at is null or p.replace_at <= clock_timestamp())
                           and %s
                         order by p.refused_at
                         limit ?
                        """.formatted(keys.of("p.sender")))
                .param(chain.value())
                .param(waited.toMillis())
                .param(limit)
                .query(ReplacementRows::found)
                .list();
    }

    /**
     * What holds lines up: the lowest pending payment of each account where it has been the lowest, and been sent, for
     * {@code waited}, also by the chain's own time; and with it those in its window that the next block would not take.
     * In the order of their nonces.
     *
     * @param headTime of the newest block: a chain that makes none is not waited for with money
     * @param leastFee wei per gas below which the next block takes nothing
     * @param attempts that a payment gets at most by itself; its cancels as many again, whatever its owner asked for before
     */
    List<Found> overdue(
            ChainId chain,
            Keys keys,
            Duration waited,
            Instant headTime,
            BigInteger leastFee,
            int window,
            int attempts,
            int limit) {
        return jdbc.sql("""
                        with newest as not materialized (
                            select p.id, p.chain_id, p.sender, p.nonce, a.ordinal, a.sent_at, a.created_at,
                                   a.max_fee_per_gas
                              from payment p
                              join lateral (select * from attempt where payment_id = p.id
                                             order by ordinal desc limit 1) a on true
                             where p.chain_id = :chain and p.status = 'pending' and p.kind = 'custodial'
                               and p.nonce_taken_number is null
                               and (p.replace_at is null or p.replace_at <= clock_timestamp())
                               and case when p.cancel_reason is null then a.ordinal
                                        else (select count(*) from attempt c
                                               where c.payment_id = p.id and c.kind = 'cancel') end < :attempts
                               and a.last_answer is distinct from 'nonce_too_low'
                               and a.sent_at <= least(clock_timestamp(), :head) - :waited * interval '1 ms'),
                        held_up as materialized (
                            select c.address, n.nonce
                              from account c
                              join newest n on n.sender = c.address and n.nonce = c.lowest_nonce
                             where c.chain_id = :chain and c.send_at is not null
                               and %s
                               and greatest(n.created_at, c.lowest_since)
                                   <= least(clock_timestamp(), :head) - :waited * interval '1 ms'
                             order by c.lowest_since
                             limit :limit)
                        select n.id, n.sender, n.ordinal
                          from held_up h
                          join newest n on n.sender = h.address and n.nonce >= h.nonce and n.nonce < h.nonce + :window
                         where n.nonce = h.nonce or n.max_fee_per_gas < :least
                         order by h.address, n.nonce
                         limit :limit
                        """.formatted(keys.of("c.address")))
                .param("chain", chain.value())
                .param("head", headTime.atOffset(ZoneOffset.UTC))
                .param("waited", waited.toMillis())
                .param("window", window)
                .param("attempts", attempts)
                .param("least", new BigDecimal(leastFee))
                .param("limit", limit)
                .query(ReplacementRows::found)
                .list();
    }

    /** No attempt could be made for it now: it stands back, so that others are found. */
    void tryLater(UUID payment, Duration after) {
        jdbc.sql("update payment set replace_at = clock_timestamp() + ? * interval '1 ms' where id = ?")
                .param(after.toMillis())
                .param(payment)
                .update();
    }

    private static Found found(ResultSet row, int index) throws SQLException {
        return new Found(row.getObject("id", UUID.class), row.getInt("ordinal"), Address.of(row.getBytes("sender")));
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
                row.getBoolean("sent"),
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
