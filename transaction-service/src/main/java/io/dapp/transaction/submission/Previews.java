package io.dapp.transaction.submission;

import io.dapp.chain.Chain;
import io.dapp.chain.CountAt;
import io.dapp.chain.ExecutionRevertedException;
import io.dapp.chain.InsufficientFundsException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import io.dapp.chain.Nonce;
import io.dapp.chain.Wei;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.http.ChainChoice;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks ahead, for any address: nothing is signed and nothing recorded. */
@Component
final class Previews {
    private final SubmissionChecks checks;
    private final ChainChoice chains;
    private final Pricing pricing;
    private final GasLimits gas;

    Previews(SubmissionChecks checks, ChainChoice chains, Pricing pricing, GasLimits gas) {
        this.checks = checks;
        this.chains = chains;
        this.pricing = pricing;
        this.gas = gas;
    }

    /**
     * The fields to be signed elsewhere, at the nonce after everything the node knows of the account.
     *
     * @throws ProblemException {@code invalid_request}, {@code would_revert}, {@code fee_too_low},
     *     {@code insufficient_funds}, {@code chain_unavailable}
     */
    PreparedView prepare(SubmissionRequest request) {
        Instruction instruction = checks.check(request);
        Chain chain = chains.choose(request.chainId());
        return ChainChoice.asking(() -> {
            Node node = chain.node().forTrials();
            requireToken(node, instruction);
            OfferedFees fees = pricing.offer(chain, node, request);
            try {
                long gasLimit = gas.decide(node, instruction, true);
                Nonce nonce = new Nonce(node.transactionCount(instruction.from(), CountAt.PENDING));
                return PreparedView.of(chain.id(), instruction, nonce, gasLimit, fees);
            } catch (InsufficientFundsException e) {
                throw new ProblemException(PaymentError.INSUFFICIENT_FUNDS, "The account cannot pay for this.");
            }
        });
    }

    /**
     * What it would do and cost.
     *
     * @throws ProblemException {@code invalid_request}, {@code fee_too_low}, {@code chain_unavailable}
     */
    SimulationView simulate(SubmissionRequest request) {
        Instruction instruction = checks.check(request);
        Chain chain = chains.choose(request.chainId());
        return ChainChoice.asking(() -> {
            Node node = chain.node().forTrials();
            requireToken(node, instruction);
            OfferedFees fees = pricing.offer(chain, node, request);
            try {
                String result = node.call(instruction.call());
                long used = node.estimateGas(instruction.call());
                return succeeds(chain, instruction, fees, result, used, gas.decide(node, instruction, true));
            } catch (ExecutionRevertedException e) {
                return fails(chain, fees, e.reason());
            } catch (InsufficientFundsException e) {
                return fails(chain, fees, "the account cannot pay for it");
            } catch (NodeErrorException e) {
                if (e.tooLong()) {
                    throw new ProblemException(
                            CommonError.INVALID_REQUEST,
                            "Some fields are not valid",
                            List.of(new FieldError("data", "is answered with more than can be passed on")));
                }
                throw e;
            } catch (ProblemException e) {
                if (e.code() == PaymentError.WOULD_REVERT) {
                    return fails(chain, fees, e.detail());
                }
                throw e;
            }
        });
    }

    /** Where no code runs a call does nothing, and nothing refuses it. */
    private static void requireToken(Node node, Instruction instruction) {
        if (instruction.token() != null && !node.hasCode(instruction.token())) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("token", "is no ERC-20 contract on this chain")));
        }
    }

    private static SimulationView succeeds(
            Chain chain, Instruction instruction, OfferedFees fees, String result, long used, long limit) {
        BigInteger cost =
                instruction.value().value().add(fees.maxFeePerGas().value().multiply(BigInteger.valueOf(limit)));
        return new SimulationView(
                chain.id(),
                true,
                null,
                result,
                used,
                limit,
                fees.maxFeePerGas(),
                fees.maxPriorityFeePerGas(),
                new Wei(cost));
    }

    private static SimulationView fails(Chain chain, OfferedFees fees, @Nullable String why) {
        return new SimulationView(
                chain.id(), false, why, null, null, null, fees.maxFeePerGas(), fees.maxPriorityFeePerGas(), null);
    }
}
