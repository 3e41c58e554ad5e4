package io.dapp.transaction.core.replacing;

import io.dapp.chain.Chain;
import io.dapp.chain.Fees;
import io.dapp.chain.Node;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.signing.OfferedFees;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides what an attempt is to be, before anything is signed or locked. */
final class ReplacementForms {
    private static final long TRANSFER_GAS = 21_000;

    /** Why a cancel was signed, as its payment fails with. */
    static final String CANCELLED = "cancelled";

    private static final String EXPIRED = "expired";
    private static final String REJECTED = "rejected";

    /**
     * The attempt that a wish asks for.
     *
     * @param available wei of the account that nothing else may cost
     * @throws ProblemException {@code not_replaceable} when the fees cannot be raised any more; {@code fee_too_low} when
     *     the owner's offer is not enough to replace what was sent
     */
    Replacement.Form of(Wish wish, Replaceable payment, Chain chain, Node node, Supplier<BigInteger> available) {
        if (payment.cancelReason() != null) {
            return cancel(payment, chain, node, payment.cancelReason(), available);
        }
        return switch (wish) {
            case Wish.Sooner(Fees.Speed speed) -> sooner(payment, chain, node, speed);
            case Wish.Offer offer -> offered(payment, chain, node, offer);
            case Wish.Overdue overdue ->
                Replacement.Form.again(
                        payment,
                        raised(payment, node, Fees.Speed.FAST, lower(payment.feeLimit(), cancellable(chain))),
                        payment.feeLimit());
            case Wish.Cancel cancel -> cancel(payment, chain, node, CANCELLED, available);
            case Wish.Expire expire -> cancel(payment, chain, node, EXPIRED, available);
            case Wish.Reject reject -> cancel(payment, chain, node, REJECTED, available);
        };
    }

    private static Replacement.Form sooner(Replaceable payment, Chain chain, Node node, Fees.Speed speed) {
        OfferedFees fees = raised(payment, node, speed, cancellable(chain));
        BigInteger limit = payment.feeLimit();
        return Replacement.Form.again(
                payment,
                fees,
                limit == null ? null : limit.max(fees.maxFeePerGas().value()));
    }

    private static Replacement.Form offered(Replaceable payment, Chain chain, Node node, Wish.Offer offer) {
        BigInteger leastMax = RaisedFees.least(payment.maxFeePerGas());
        BigInteger leastPriority = RaisedFees.least(payment.maxPriorityFeePerGas());
        BigInteger ceiling = ceiling(chain);
        if (ceiling != null && leastMax.compareTo(ceiling) > 0) {
            throw atCeiling();
        }
        if (ceiling != null && offer.maxFeePerGas().value().compareTo(ceiling) > 0) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("max_fee_per_gas", "must be at most " + ceiling + " on this chain")));
        }
        Fees market = node.fees();
        boolean enough = offer.maxFeePerGas()
                                .value()
                                .compareTo(leastMax.max(market.baseFee().value()))
                        >= 0
                && offer.maxPriorityFeePerGas().value().compareTo(leastPriority) >= 0;
        if (!enough) {
            throw new ProblemException(
                    PaymentError.FEE_TOO_LOW,
                    "Nodes replace a transaction only where both of its fees are raised by an eighth.",
                    List.of(),
                    null,
                    Map.of(
                            "max_fee_per_gas",
                            leastMax.max(market.baseFee().value()).toString(),
                            "max_priority_fee_per_gas",
                            leastPriority.toString()));
        }
        OfferedFees fees = RaisedFees.offered(
                payment,
                market,
                offer.maxFeePerGas().value(),
                offer.maxPriorityFeePerGas().value());
        return Replacement.Form.again(payment, fees, offer.maxFeePerGas().value());
    }

    // That it is not to happen any more is the owner's own word: his maximum for its happening does not hold it up.
    private static Replacement.Form cancel(
            Replaceable payment, Chain chain, Node node, String reason, Supplier<BigInteger> available) {
        long gas = Math.max(TRANSFER_GAS, node.transferGas());
        OfferedFees fees = payment.sent()
                ? raised(payment, node, Fees.Speed.FAST, cancelling(payment, chain, gas, available.get()))
                : RaisedFees.first(payment, node.fees());
        return Replacement.Form.cancel(payment, fees, gas, reason);
    }

    /**
     * The most that a cancel offers: what the account can pay. The chain's ceiling and an empty wallet hold up no cancel
     * that the nodes would take: all behind it would wait. So the first may be what replaces, though no more.
     */
    private static BigInteger cancelling(Replaceable payment, Chain chain, long gas, BigInteger available) {
        BigInteger least = RaisedFees.least(payment.maxFeePerGas());
        BigInteger affordable = payment.maxCost().add(available).divide(BigInteger.valueOf(gas));
        BigInteger ceiling = ceiling(chain);
        if (ceiling == null) {
            return affordable.max(least);
        }
        return payment.cancelled()
                ? affordable.max(least).min(ceiling)
                : affordable.min(ceiling).max(least);
    }

    private static OfferedFees raised(Replaceable payment, Node node, Fees.Speed speed, @Nullable BigInteger atMost) {
        return RaisedFees.over(payment, node.fees(), speed, atMost).orElseThrow(ReplacementForms::atCeiling);
    }

    private static ProblemException atCeiling() {
        return new ProblemException(
                PaymentError.NOT_REPLACEABLE,
                "Its fees cannot be raised by an eighth any more: the highest allowed fee is reached.");
    }

    private static @Nullable BigInteger ceiling(Chain chain) {
        return chain.settings().maxFeeCeiling();
    }

    /** Raises end where a cancel could still be raised over them. */
    private static @Nullable BigInteger cancellable(Chain chain) {
        BigInteger ceiling = ceiling(chain);
        return ceiling == null ? null : ceiling.multiply(BigInteger.valueOf(8)).divide(BigInteger.valueOf(9));
    }

    private static @Nullable BigInteger lower(@Nullable BigInteger one, @Nullable BigInteger other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.min(other);
    }
}
