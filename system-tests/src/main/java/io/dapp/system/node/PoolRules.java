package io.dapp.system.node;

import java.math.BigInteger;

/**
 * What a pool takes.
 *
 * @param client in whose order and words it is refused
 * @param full only {@code accountSlots} nonces above the account's count are taken, as of a pool whose global slots are
 *     used up
 * @param accountSlots geth: nonces that a full pool still guarantees each account ({@code txpool.accountslots}); reth: how
 *     many of an account are pooled, executable or not ({@code txpool.max-account-slots})
 * @param accountQueue geth: gapped transactions per account ({@code txpool.accountqueue})
 * @param overflow geth: what happens to a gapped transaction beyond these
 * @param bumpPercent by how much a replacement's both fees must exceed the old ones ({@code txpool.pricebump})
 * @param minTip the least priority fee in wei ({@code txpool.pricelimit}, {@code miner.gasprice};
 *     {@code txpool.minimum-priority-fee})
 * @param refusesBelowBaseFee false, as geth and reth: what cannot pay the base fee now is taken and waits for a lower one
 */
public record PoolRules(
        Client client,
        boolean full,
        int accountSlots,
        int accountQueue,
        Overflow overflow,
        int bumpPercent,
        BigInteger minTip,
        boolean refusesBelowBaseFee) {

    /** Whose pool it is. */
    public enum Client {
        GETH,
        RETH;

        /** Its defaults. */
        public PoolRules rules() {
            return this == GETH ? geth() : reth();
        }
    }

    /** What happens to a gapped transaction beyond the account's queue. */
    public enum Overflow {
        /** It is refused: the sender knows. */
        REFUSED,
        /** It is taken, and dropped right after, as geth does: the sender believes it pooled. */
        DROPPED
    }

    /** geth's defaults; beyond the queue it refuses. */
    public static PoolRules geth() {
        return new PoolRules(Client.GETH, false, 16, 64, Overflow.REFUSED, 10, BigInteger.ONE, false);
    }

    /**
     * reth's defaults with {@code txpool.nolocals}: what came over the node's own RPC is not exempt from the slots. With
     * {@link Integer#MAX_VALUE} slots it is.
     */
    public static PoolRules reth() {
        return new PoolRules(Client.RETH, false, 16, Integer.MAX_VALUE, Overflow.REFUSED, 10, BigInteger.ZERO, false);
    }

    public PoolRules withFull(boolean isFull) {
        return new PoolRules(
                client, isFull, accountSlots, accountQueue, overflow, bumpPercent, minTip, refusesBelowBaseFee);
    }

    public PoolRules withAccountSlots(int slots) {
        return new PoolRules(client, full, slots, accountQueue, overflow, bumpPercent, minTip, refusesBelowBaseFee);
    }

    public PoolRules withOverflow(Overflow other) {
        return new PoolRules(client, full, accountSlots, accountQueue, other, bumpPercent, minTip, refusesBelowBaseFee);
    }

    public PoolRules withMinTip(BigInteger tip) {
        return new PoolRules(client, full, accountSlots, accountQueue, overflow, bumpPercent, tip, refusesBelowBaseFee);
    }

    public PoolRules withRefusalBelowBaseFee(boolean refuses) {
        return new PoolRules(client, full, accountSlots, accountQueue, overflow, bumpPercent, minTip, refuses);
    }
}
