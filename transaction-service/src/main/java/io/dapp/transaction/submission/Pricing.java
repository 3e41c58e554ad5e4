package io.dapp.transaction.submission;

import io.dapp.chain.Chain;
import io.dapp.chain.Fees;
import io.dapp.chain.Node;
import io.dapp.chain.Wei;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.signing.OfferedFees;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides what a payment offers for its gas. */
@Component
final class Pricing {
    /**
     * The caller's own fees, or those of the wanted speed.
     *
     * @throws ProblemException {@code fee_too_low} when no block would take it now; {@code invalid_request} above the
     *     chain's ceiling
     */
    OfferedFees offer(Chain chain, Node node, SubmissionRequest request) {
        try {
            return offer(chain, node.fees(), request);
        } catch (ProblemException refused) {
            if (refused.code() != PaymentError.FEE_TOO_LOW) {
                throw refused;
            }
            return offer(chain, node.fresh(), request);
        }
    }

    private static OfferedFees offer(Chain chain, Fees fees, SubmissionRequest request) {
        Wei max;
        Wei priority;
        if (request.maxFeePerGas() != null && request.maxPriorityFeePerGas() != null) {
            max = request.maxFeePerGas();
            priority = request.maxPriorityFeePerGas();
            refuseAboveCeiling(chain.settings().maxFeeCeiling(), max);
        } else {
            SubmissionRequest.Speed speed =
                    request.speed() == null ? SubmissionRequest.Speed.STANDARD : request.speed();
            Fees.Fee fee = fees.at(speed.toFees());
            max = fee.maxFeePerGas();
            priority = fee.maxPriorityFeePerGas();
        }
        if (fees.dynamic() && max.compareTo(fees.baseFee()) < 0) {
            throw new ProblemException(
                    PaymentError.FEE_TOO_LOW,
                    "The next block's base fee is " + fees.baseFee() + " wei per gas; " + max + " is offered at most.",
                    List.of(),
                    null,
                    Map.of("base_fee_per_gas", fees.baseFee().toString()));
        }
        return fees.dynamic() ? new OfferedFees.Dynamic(max, priority) : new OfferedFees.GasPrice(max);
    }

    private static void refuseAboveCeiling(@Nullable BigInteger ceiling, Wei max) {
        if (ceiling != null && max.value().compareTo(ceiling) > 0) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("max_fee_per_gas", "must be at most " + ceiling + " on this chain")));
        }
    }
}
