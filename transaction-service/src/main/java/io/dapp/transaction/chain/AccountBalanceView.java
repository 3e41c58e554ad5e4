package io.dapp.transaction.chain;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.swagger.v3.oas.annotations.media.Schema;

/** What an account holds on a chain as of a block, in wei. */
record AccountBalanceView(
        @Schema(type = "integer", format = "int64") ChainId chainId,
        @Schema(type = "string") Address address,
        String balance,
        long blockNumber) {}
