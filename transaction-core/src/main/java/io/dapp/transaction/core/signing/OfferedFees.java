package io.dapp.transaction.core.signing;

import io.dapp.chain.Wei;

/** What a transaction offers per unit of gas. */
public sealed interface OfferedFees {
    /** The most a unit of gas may cost. */
    Wei maxFeePerGas();

    /** What of it the block's producer gets at most. */
    Wei maxPriorityFeePerGas();

    /** EIP-1559, for chains with a base fee: a type 2 transaction. */
    record Dynamic(Wei maxFeePerGas, Wei maxPriorityFeePerGas) implements OfferedFees {
        public Dynamic {
            if (maxPriorityFeePerGas.compareTo(maxFeePerGas) > 0) {
                throw new IllegalArgumentException("the priority fee is part of the max fee and cannot exceed it");
            }
        }
    }

    /** A single price, for chains without a base fee: a type 0 transaction with EIP-155's chain id. */
    record GasPrice(Wei price) implements OfferedFees {
        @Override
        public Wei maxFeePerGas() {
            return price;
        }

        @Override
        public Wei maxPriorityFeePerGas() {
            return price;
        }
    }
}
