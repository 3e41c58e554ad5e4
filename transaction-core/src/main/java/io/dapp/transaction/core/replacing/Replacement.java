package io.dapp.transaction.core.replacing;

import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.AttemptKind;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.signing.UnsignedTransaction;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that is signed and waits to be recorded.
 *
 * @param over the payment as it was read; it is recorded only if that is still so
 */
record Replacement(Replaceable over, Attempt attempt, Bytes raw, Terms terms) {
    /**
     * What the attempt makes of the payment.
     *
     * @param maxCost wei that the attempt may cost
     * @param feeLimit the owner's own maximum in wei per gas from now on; null: none
     * @param cancelReason null: it is no cancel
     */
    record Terms(
            BigInteger maxCost,
            @Nullable BigInteger feeLimit,
            @Nullable String cancelReason) {}

    /** What is to be signed for the terms. */
    record Form(UnsignedTransaction unsigned, AttemptKind kind, Terms terms) {
        /** The payment itself with other fees. */
        static Form again(Replaceable payment, OfferedFees fees, @Nullable BigInteger feeLimit) {
            UnsignedTransaction unsigned = new UnsignedTransaction(
                    payment.chainId(),
                    payment.nonce(),
                    fees,
                    payment.gasLimit(),
                    payment.target(),
                    payment.value(),
                    payment.data());
            return new Form(unsigned, AttemptKind.SPEED_UP, new Terms(cost(unsigned), feeLimit, null));
        }

        /** Nothing, to the account itself: only the nonce is used. */
        static Form cancel(Replaceable payment, OfferedFees fees, long gas, String reason) {
            UnsignedTransaction unsigned = new UnsignedTransaction(
                    payment.chainId(), payment.nonce(), fees, gas, payment.sender(), Wei.ZERO, Bytes.EMPTY);
            return new Form(unsigned, AttemptKind.CANCEL, new Terms(cost(unsigned), payment.feeLimit(), reason));
        }

        private static BigInteger cost(UnsignedTransaction unsigned) {
            BigInteger gas = BigInteger.valueOf(unsigned.gasLimit());
            return unsigned.value()
                    .value()
                    .add(unsigned.fees().maxFeePerGas().value().multiply(gas));
        }
    }

    /** Wei beyond what the payment was admitted with. */
    BigInteger more() {
        return terms.maxCost().subtract(over.maxCost()).max(BigInteger.ZERO);
    }
}
