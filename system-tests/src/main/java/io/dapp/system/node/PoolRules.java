package io.dapp.system.node;

import java.math.BigInteger;

/**
 * What a pool takes.
 *
 * @param full only {@code accountSlots} nonces above the account's count are taken, as of a pool whose global slots are
 *     used up
 * @param accountSlots nonces that a full pool still guarantees each account ({@code txpool.accountslots})
 * @param accountQueue gapped transactions per account ({@code txpool.accountqueue})
 * @param overflow what happens to a gapped transaction beyond these
 * @param bumpPercent by how much a replacement's both fees must exceed the old ones ({@code txpool.pricebump})
 * @param minTip the least priority fee in wei ({@code txpool.pricelimit}, {@code miner.gasprice})
 * @param refusesBelowBaseFee false, as geth: what cannot pay the base fee now is taken and waits for a lower one
 */
public record PoolRules(
        boolean full,
        int accountSlots,
        int accountQueue,
        Overflow overflow,
        int bumpPercent,
        BigInteger minTip,
        boolean refusesBelowBaseFee) {

    /** What happens to a gapped transaction beyond the account's queue. */
    public enum Overflow {
        /** It is refused: the sender knows. */
        REFUSED,
        /** It is taken, and dropped right after, as geth does: the sender believes it pooled. */
        DROPPED
    }

    /** geth's defaults; beyond the queue it refuses. */
    public static PoolRules geth() {
        return new PoolRules(false, 16, 64, Overflow.REFUSED, 10, BigInteger.ONE, false);
    }

    public PoolRules withFull(boolean isFull) {
        return new PoolRules(isFull, accountSlots, accountQueue, overflow, bumpPercent, minTip, refusesBelowBaseFee);
    }

    public PoolRules withOverflow(Overflow other) {
        return new PoolRules(full, accountSlots, accountQueue, other, bumpPercent, minTip, refusesBelowBaseFee);
    }

    public PoolRules withMinTip(BigInteger tip) {
        return new PoolRules(full, accountSlots, accountQueue, overflow, bumpPercent, tip, refusesBelowBaseFee);
    }

    public PoolRules withRefusalBelowBaseFee(boolean refuses) {
        return new PoolRules(full, accountSlots, accountQueue, overflow, bumpPercent, minTip, refuses);
    }
}
