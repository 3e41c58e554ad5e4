package io.dapp.transaction.submission;

import io.dapp.chain.CallRequest;
import io.dapp.chain.ExecutionRevertedException;
import io.dapp.chain.InsufficientFundsException;
import io.dapp.chain.Node;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.PaymentError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides how much gas a payment gets; where code runs it is tried out. */
@Component
final class GasLimits {
    private final SubmissionSettings settings;

    GasLimits(SubmissionSettings settings) {
        this.settings = settings;
    }

    /**
     * The caller's limit, a plain transfer's, or an estimate with a margin.
     *
     * @throws ProblemException {@code would_revert}
     * @throws InsufficientFundsException when this node says that the wallet cannot pay: it may be behind
     */
    long decide(Node node, SubmissionRequest request) {
        Bytes data = request.data() == null ? Bytes.EMPTY : request.data();
        if (request.to() != null && data.isEmpty() && !node.hasCode(request.to())) {
            return request.gasLimit() == null ? IntrinsicGas.of(request) : request.gasLimit();
        }
        long estimate = estimate(node, request, data);
        if (request.gasLimit() == null) {
            return withMargin(estimate);
        }
        if (request.gasLimit() < estimate) {
            throw wouldRevert("It needs about " + estimate + " gas; the limit is " + request.gasLimit() + ".", null);
        }
        return request.gasLimit();
    }

    private long estimate(Node node, SubmissionRequest request, Bytes data) {
        try {
            return node.estimateGas(new CallRequest(
                    Objects.requireNonNull(request.from()),
                    request.to(),
                    Objects.requireNonNull(request.amount()),
                    data.toString()));
        } catch (ExecutionRevertedException e) {
            String reason = e.reason();
            throw wouldRevert(reason == null ? "It reverts without a reason." : "It reverts: " + reason, reason);
        }
    }

    private long withMargin(long estimate) {
        long generous = settings.gasMargin()
                .multiply(BigDecimal.valueOf(estimate))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
        return Math.max(estimate, Math.min(generous, settings.gasLimit()));
    }

    private static ProblemException wouldRevert(String detail, @Nullable String reason) {
        return new ProblemException(
                PaymentError.WOULD_REVERT,
                detail,
                List.of(),
                null,
                reason == null ? Map.of() : Map.of("revert_reason", reason));
    }
}
