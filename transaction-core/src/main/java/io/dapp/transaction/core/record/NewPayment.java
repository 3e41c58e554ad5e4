package io.dapp.transaction.core.record;

import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.policy.Spending;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment to be recorded with its first attempt.
 *
 * @param raw the signed bytes of its only attempt
 */
public record NewPayment(Payment payment, Terms terms, Bytes raw) {
    /**
     * What is recorded of a payment beside what everybody sees.
     *
     * @param value wei that the transaction itself carries
     * @param maxCost wei: value and gas at the highest fee it may pay
     * @param feeLimit the caller's own maximum in wei per gas; null: he named none
     * @param validUntil when it is cancelled if no block holds it; null: never
     * @param ofToken what it moves of a token, however that was spelled; null: nothing
     */
    public record Terms(
            Wei value,
            Bytes data,
            long gasLimit,
            BigInteger maxCost,
            @Nullable Wei feeLimit,
            @Nullable Instant validUntil,
            Spending.@Nullable OfToken ofToken) {}
}
