package io.dapp.transaction.core.replacing;

import io.dapp.chain.Fees;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.signing.OfferedFees;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt offers so that pools take it in another's place: both fees an eighth higher. geth, Erigon, Nethermind,
 * Besu and reth ask for a tenth more of both (geth: {@code core/txpool/legacypool/list.go}, {@code list.Add}).
 */
final class RaisedFees {
    private static final BigInteger EIGHT = BigInteger.valueOf(8);
    private static final BigInteger NINE = BigInteger.valueOf(9);
    private static final BigInteger ROUND_UP = BigInteger.valueOf(7);

    private static final BigInteger STEP = BigInteger.TEN;

    private RaisedFees() {}

    private static BigInteger step(Wei fee) {
        return fee.value().multiply(STEP);
    }

    /** The least that replaces {@code fee}: an eighth more, at least one wei. */
    static BigInteger least(Wei fee) {
        BigInteger raised = fee.value().multiply(NINE).add(ROUND_UP).divide(EIGHT);
        return raised.max(fee.value().add(BigInteger.ONE));
    }

    /** What is offered in place of attempts that no node was given: as much as they, which is admitted for. */
    static OfferedFees first(Replaceable newest, Fees market) {
        return offered(
                newest,
                market,
                newest.maxFeePerGas().value(),
                newest.maxPriorityFeePerGas().value());
    }

    /**
     * What offered a tip apart goes on doing so, whatever the market looks like now: as a gas price its maximum would be
     * paid in full.
     */
    static OfferedFees offered(Replaceable newest, Fees market, BigInteger max, BigInteger priority) {
        boolean tipped = newest.maxPriorityFeePerGas().compareTo(newest.maxFeePerGas()) < 0;
        return tipped || market.dynamic()
                ? new OfferedFees.Dynamic(new Wei(max), new Wei(priority))
                : new OfferedFees.GasPrice(new Wei(max));
    }

    /**
     * The least that replaces the newest attempt, or as much as {@code wanted} where that is more.
     *
     * @param atMost wei per gas; null: up to ten times the newest attempt's
     * @return empty when it would not fit below {@code atMost}
     */
    static Optional<OfferedFees> over(Replaceable newest, Fees market, Fees.Speed wanted, @Nullable BigInteger atMost) {
        BigInteger leastMax = least(newest.maxFeePerGas());
        BigInteger leastPriority = least(newest.maxPriorityFeePerGas());
        Fees.Fee fee = market.at(wanted);
        // One node's word about the market moves a payment by a step, not beyond all measure.
        BigInteger max = leastMax.max(fee.maxFeePerGas().value().min(step(newest.maxFeePerGas())));
        BigInteger priority =
                leastPriority.max(fee.maxPriorityFeePerGas().value().min(step(newest.maxPriorityFeePerGas())));
        if (atMost != null) {
            max = max.min(atMost);
        }
        priority = priority.min(max);
        if (max.compareTo(leastMax) < 0 || priority.compareTo(leastPriority) < 0) {
            return Optional.empty();
        }
        return Optional.of(offered(newest, market, max, priority));
    }
}
