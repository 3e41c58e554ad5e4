package io.dapp.transaction.submission;

import io.dapp.chain.Chain;
import io.dapp.chain.InsufficientFundsException;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.line.Holdings;
import io.dapp.transaction.core.line.HoldingsReader;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.OfferedFees;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Decides a payment's gas. Where a node says that its wallet cannot pay, nobody is refused for that node's word: what the
 * follower holds decides, and a node that is behind it is given time.
 */
@Component
final class FundedGas {
    private final GasLimits limits;
    private final HoldingsReader holdings;
    private final SubmissionSettings settings;

    FundedGas(GasLimits limits, HoldingsReader holdings, SubmissionSettings settings) {
        this.limits = limits;
        this.holdings = holdings;
        this.settings = settings;
    }

    /**
     * Decides.
     *
     * @throws ProblemException {@code would_revert}, {@code insufficient_funds}; {@code chain_unavailable} where the node
     *     goes on saying otherwise
     */
    long decide(Chain chain, Instruction instruction, OfferedFees fees, boolean alone) {
        try {
            return limits.decide(chain.node(), instruction, alone);
        } catch (InsufficientFundsException e) {
            requireFunds(chain, instruction, fees);
            return again(chain, instruction, alone);
        }
    }

    /** Whether it is to be tried out. */
    boolean runsCode(Chain chain, Instruction instruction) {
        return GasLimits.runsCode(chain.node(), instruction);
    }

    private void requireFunds(Chain chain, Instruction instruction, OfferedFees fees) {
        Holdings held = holdings.atHead(new AccountKey(chain.id(), instruction.from()));
        BigInteger required = instruction
                .value()
                .value()
                .add(fees.maxFeePerGas().value().multiply(BigInteger.valueOf(instruction.leastGas())));
        if (held.available().compareTo(required) < 0) {
            throw new ProblemException(
                    PaymentError.INSUFFICIENT_FUNDS,
                    "The payment costs at least " + required + " wei with its gas; " + held.available()
                            + " wei are available.",
                    List.of(),
                    null,
                    Map.of(
                            "required",
                            required.toString(),
                            "available",
                            held.available().toString()));
        }
    }

    private long again(Chain chain, Instruction instruction, boolean alone) {
        long deadline = System.nanoTime() + settings.fundsWait().toNanos();
        while (System.nanoTime() < deadline && pause()) {
            try {
                return limits.decide(chain.node(), instruction, alone);
            } catch (InsufficientFundsException behind) {
                // Asked once more, while there is time.
            }
        }
        throw new ProblemException(
                PaymentError.CHAIN_UNAVAILABLE, "The node does not know the wallet's funds yet.", settings.fundsWait());
    }

    private boolean pause() {
        try {
            Thread.sleep(settings.pollInterval());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
