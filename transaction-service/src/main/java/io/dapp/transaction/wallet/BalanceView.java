package io.dapp.transaction.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.line.Holdings;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet holds on a chain, in wei or in a token's base unit.
 *
 * @param reserved by payments not yet mined
 * @param blockNumber the balance is as of this block
 */
record BalanceView(
        @Schema(type = "string") Address address,
        @Schema(type = "integer", format = "int64") ChainId chainId,

        @Schema(type = "string") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Address token,

        String balance,
        String reserved,
        String available,
        long blockNumber) {
    static BalanceView of(Address address, ChainId chainId, @Nullable Address token, Holdings holdings) {
        return new BalanceView(
                address,
                chainId,
                token,
                holdings.balance().toString(),
                holdings.reserved().toString(),
                holdings.available().toString(),
                holdings.blockNumber());
    }
}
