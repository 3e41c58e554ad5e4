package io.dapp.transaction.submission;

import io.dapp.chain.Address;
import io.dapp.chain.ExecutionRevertedException;
import io.dapp.chain.InsufficientFundsException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
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
     * @param alone false: others before it are accepted with it, and may be what it needs not to revert; with a limit of
     *     its own it is then not refused for that
     * @throws ProblemException {@code would_revert}
     * @throws InsufficientFundsException when this node says that the wallet cannot pay: it may be behind
     */
    long decide(Node node, Instruction instruction, boolean alone) {
        Long limit = instruction.gasLimit();
        if (!runsCode(node, instruction)) {
            return transfer(node, instruction);
        }
        long estimate;
        try {
            estimate = estimate(node, instruction);
        } catch (ProblemException e) {
            if (alone || limit == null) {
                throw e;
            }
            return limit;
        }
        if (limit == null) {
            return withMargin(estimate);
        }
        if (limit < estimate && alone) {
            throw wouldRevert("It needs about " + estimate + " gas; the limit is " + limit + ".", null);
        }
        return limit;
    }

    /** Where none does, it costs what any transfer costs. */
    static boolean runsCode(Node node, Instruction instruction) {
        Address target = instruction.target();
        return target == null || !instruction.data().isEmpty() || node.hasCode(target);
    }

    /** What the chain's transfers cost is known per head: 21,000, or more where the chain adds costs of its own. */
    private long transfer(Node node, Instruction instruction) {
        long least = instruction.leastGas();
        long cost;
        try {
            cost = Math.max(least, node.transferGas());
        } catch (ExecutionRevertedException | InsufficientFundsException | NodeErrorException notTold) {
            cost = Math.max(least, estimate(node, instruction));
        }
        Long limit = instruction.gasLimit();
        if (limit == null) {
            return cost == least ? cost : withMargin(cost);
        }
        if (limit < cost) {
            throw wouldRevert("It needs about " + cost + " gas; the limit is " + limit + ".", null);
        }
        return limit;
    }

    private static long estimate(Node node, Instruction instruction) {
        try {
            return node.estimateGas(instruction.call());
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
