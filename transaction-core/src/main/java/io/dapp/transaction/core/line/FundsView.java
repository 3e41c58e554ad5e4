package io.dapp.transaction.core.line;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Wei;
import java.math.BigInteger;
import java.util.Map;

/**
 * What an account held in a block that the follower had reached.
 *
 * @param tokens in their base units; those that were asked for and told
 */
public record FundsView(BlockRef block, Wei balance, Map<Address, BigInteger> tokens) {
    public FundsView {
        tokens = Map.copyOf(tokens);
    }
}
