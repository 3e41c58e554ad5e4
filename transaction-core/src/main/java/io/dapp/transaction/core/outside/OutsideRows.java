package io.dapp.transaction.core.outside;

import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.Payment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records of what was signed elsewhere, as they come; inside the caller's transaction. */
final class OutsideRows {
    private final JdbcClient jdbc;

    OutsideRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Instant now() {
        return jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** Whether the key of one of these accounts is held here. */
    boolean anyCustodial(Collection<Address> accounts) {
        return jdbc.sql("select exists (select from wallet where address = any(?::bytea[]))")
                .param(accounts.stream().map(Address::bytes).toArray(byte[][]::new))
                .query(Boolean.class)
                .single();
    }

    /** The user's own payment that has this hash among its attempts, whoever signed it, unless it was not found. */
    Optional<UUID> own(OutsideRequest asked) {
        return jdbc.sql("""
                        select p.id from attempt a join payment p on p.id = a.payment_id
                         where a.hash = ? and a.chain_id = ? and p.owner_id = ?
                           and p.reason is distinct from 'not_found'
                         order by p.id limit 1
                        """)
                .param(asked.hash().bytes())
                .param(asked.chainId().value())
                .param(asked.ownerId())
                .query(UUID.class)
                .optional();
    }

    /** How many of the user's are pending; nobody else adds one of his until the transaction ends. */
    long open(UUID owner) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('outside ' || ?, 0))")
                .param(owner.toString())
                .query((row, index) -> true)
                .single();
        return jdbc.sql(
                        "select count(*) from payment where owner_id = ? and kind <> 'custodial' and status = 'pending'")
                .param(owner)
                .query(Long.class)
                .single();
    }

    /**
     * Records it, or waits for who is recording the same for the same user.
     *
     * @return false when that one has committed
     */
    boolean insert(Payment payment, @Nullable Bytes raw, Duration trackFor) {
        Attempt attempt = payment.attempts().getFirst();
        Address sender = payment.sender();
        Address recipient = payment.recipient();
        return jdbc.sql("""
                        with p as (
                            insert into payment (id, kind, owner_id, chain_id, sender, recipient, amount, native_value,
                                                 nonce, status, version, hash, created_at, updated_at)
                            values (:id, :kind, :owner, :chain, :sender, :recipient, :amount, :amount, :nonce, 'pending', 1,
                                    :hash, :at, :at)
                            on conflict do nothing
                            returning id),
                        a as (
                            insert into attempt (payment_id, ordinal, chain_id, kind, hash, raw, max_fee_per_gas,
                                                 max_priority_fee_per_gas, created_at)
                            select id, 1, :chain, 'send', :hash, :raw, :max_fee, :priority_fee, :at from p)
                        insert into outside_payment (payment_id, chain_id, deadline, look_at)
                        select id, :chain,
                               case when :raw::bytea is null then clock_timestamp() + :track_for * interval '1 ms' end,
                               clock_timestamp()
                          from p
                        """)
                        .param("id", payment.id())
                        .param("kind", payment.kind().code())
                        .param("owner", payment.ownerId())
                        .param("chain", payment.chainId().value())
                        .param("sender", sender == null ? null : sender.bytes())
                        .param("recipient", recipient == null ? null : recipient.bytes())
                        .param("amount", number(payment.amount()))
                        .param(
                                "nonce",
                                payment.nonce() == null ? null : payment.nonce().value())
                        .param("hash", payment.hash().bytes())
                        .param("at", payment.createdAt().atOffset(ZoneOffset.UTC))
                        .param("raw", raw == null ? null : raw.value())
                        .param("max_fee", number(attempt.maxFeePerGas()))
                        .param("priority_fee", number(attempt.maxPriorityFeePerGas()))
                        .param("track_for", trackFor.toMillis())
                        .update()
                == 1;
    }

    /** From now on the bytes of this locked, tracked payment are sent from here. */
    void makeRaw(UUID payment, Bytes raw) {
        jdbc.sql("update payment set kind = 'raw' where id = ?").param(payment).update();
        jdbc.sql("update attempt set raw = ?, last_answer = null where payment_id = ?")
                .param(raw.value())
                .param(payment)
                .update();
        jdbc.sql("""
                        update outside_payment
                           set deadline = null, look_at = clock_timestamp()
                         where payment_id = ?
                        """).param(payment).update();
    }

    private static @Nullable BigDecimal number(@Nullable Wei wei) {
        return wei == null ? null : new BigDecimal(wei.value());
    }
}
