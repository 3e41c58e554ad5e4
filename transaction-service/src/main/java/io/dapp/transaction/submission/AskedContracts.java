package io.dapp.transaction.submission;

import io.dapp.chain.Address;
import io.dapp.chain.Chain;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.UserTurns;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.line.HoldingsReader;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.wallet.Wallet;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What contracts are asked before a payment is accepted. How long they take, whoever wrote them chooses: of one user's
 * payments few ask at once, so that others' find a node's turns free.
 */
@Component
final class AskedContracts {
    private final UserTurns turns;
    private final Funds funds;
    private final FundedGas gas;
    private final HoldingsReader holdings;

    AskedContracts(UserTurns turns, Funds funds, FundedGas gas, HoldingsReader holdings) {
        this.turns = turns;
        this.funds = funds;
        this.gas = gas;
        this.holdings = holdings;
    }

    /**
     * Refuses a token that does not tell what the wallet holds of it.
     *
     * @throws ProblemException {@code invalid_request}, {@code rate_limited}
     */
    void requireToken(Wallet wallet, Chain chain, Instruction instruction) {
        Address token = instruction.token();
        if (token != null) {
            turns.of(wallet.ownerId(), () -> {
                funds.requireToken(new AccountKey(chain.id(), wallet.address()), token);
                return token;
            });
        }
    }

    /**
     * Decides how much gas a payment gets; where no code runs, without waiting for a turn.
     *
     * @throws ProblemException as {@link FundedGas#decide}; {@code rate_limited}
     */
    long gas(Wallet wallet, Chain chain, Instruction instruction, OfferedFees fees, boolean alone) {
        Supplier<Long> decision = () -> decide(chain, instruction, fees, alone);
        return gas.runsCode(chain, instruction) ? turns.of(wallet.ownerId(), decision) : decision.get();
    }

    /** A token's transfer that would revert because others stand before it is refused for them. */
    private long decide(Chain chain, Instruction instruction, OfferedFees fees, boolean alone) {
        try {
            return gas.decide(chain, instruction, fees, alone);
        } catch (ProblemException e) {
            Address token = instruction.token();
            if (token == null || e.code() != PaymentError.WOULD_REVERT) {
                throw e;
            }
            BigInteger available = holdings.atHead(new AccountKey(chain.id(), instruction.from()), token)
                    .available();
            BigInteger required = instruction.amount().value();
            if (available.compareTo(required) >= 0) {
                throw e;
            }
            throw new ProblemException(
                    PaymentError.INSUFFICIENT_FUNDS,
                    "The payment costs " + required + " of token " + token + "; " + available + " are available.",
                    List.of(),
                    null,
                    Map.of("required", required.toString(), "available", available.toString()));
        }
    }
}
