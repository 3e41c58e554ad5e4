package io.dapp.transaction.wallet;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.line.Holdings;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What a wallet holds on a chain, in wei.
 *
 * @param reserved by payments not yet mined
 * @param blockNumber the balance is as of this block
 */
record BalanceView(
        @Schema(type = "string") Address address,
        @Schema(type = "integer", format = "int64") ChainId chainId,
        String balance,
        String reserved,
        String available,
        long blockNumber) {
    static BalanceView of(Address address, ChainId chainId, Holdings holdings) {
        return new BalanceView(
                address,
                chainId,
                holdings.balance().toString(),
                holdings.reserved().toString(),
                holdings.available().toString(),
                holdings.blockNumber());
    }
}
