package io.dapp.transaction.core.outside;

import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.Payment;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a transaction that was only a hash turned out to say. */
public final class OutsideDetails {
    private final JdbcClient jdbc;

    public OutsideDetails(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Stores what is known of these locked payments and was not before. */
    public void store(List<Payment> payments) {
        if (payments.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update payment p
                           set sender = n.sender, recipient = n.recipient, amount = n.amount, native_value = n.amount,
                               nonce = n.nonce
                          from unnest(?::uuid[], ?::bytea[], ?::bytea[], ?::numeric[], ?::bigint[])
                               as n (id, sender, recipient, amount, nonce)
                         where p.id = n.id and p.kind <> 'custodial' and p.amount is null and n.amount is not null
                        """)
                .param(column(payments, String[]::new, payment -> payment.id().toString()))
                .param(column(payments, byte[][]::new, payment -> bytes(payment.sender())))
                .param(column(payments, byte[][]::new, payment -> bytes(payment.recipient())))
                .param(column(payments, BigDecimal[]::new, payment -> number(payment.amount())))
                .param(column(
                        payments,
                        Long[]::new,
                        payment ->
                                payment.nonce() == null ? null : payment.nonce().value()))
                .update();
        jdbc.sql("""
                        update attempt a
                           set max_fee_per_gas = n.max_fee, max_priority_fee_per_gas = n.priority_fee
                          from unnest(?::uuid[], ?::numeric[], ?::numeric[]) as n (id, max_fee, priority_fee)
                         where a.payment_id = n.id and a.max_fee_per_gas is null and n.max_fee is not null
                        """)
                .param(column(payments, String[]::new, payment -> payment.id().toString()))
                .param(column(
                        payments,
                        BigDecimal[]::new,
                        payment -> number(only(payment).maxFeePerGas())))
                .param(column(
                        payments,
                        BigDecimal[]::new,
                        payment -> number(only(payment).maxPriorityFeePerGas())))
                .update();
    }

    private static Attempt only(Payment payment) {
        return payment.attempts().getFirst();
    }

    private static byte @Nullable [] bytes(@Nullable Address address) {
        return address == null ? null : address.bytes();
    }

    private static @Nullable BigDecimal number(@Nullable Wei wei) {
        return wei == null ? null : new BigDecimal(wei.value());
    }

    private static <T> Object column(
            List<Payment> payments, IntFunction<@Nullable T[]> array, Function<Payment, @Nullable T> value) {
        return payments.stream().map(value).toArray(array);
    }
}
