package io.dapp.chain;

/**
 * What to offer for a transaction in the next block, as of one head.
 *
 * @param dynamic false where the chain has no base fee (before EIP-1559): both fees of a speed are then the gas price
 * @param baseFee wei per gas of the next block; zero where the chain has none
 */
public record Fees(BlockRef block, boolean dynamic, Wei baseFee, Fee slow, Fee standard, Fee fast) {
    /** Wei per gas. */
    public record Fee(Wei maxFeePerGas, Wei maxPriorityFeePerGas) {}

    /** How soon a payment should be in a block. */
    public enum Speed {
        SLOW,
        STANDARD,
        FAST
    }

    public Fee at(Speed speed) {
        return switch (speed) {
            case SLOW -> slow;
            case STANDARD -> standard;
            case FAST -> fast;
        };
    }
}
