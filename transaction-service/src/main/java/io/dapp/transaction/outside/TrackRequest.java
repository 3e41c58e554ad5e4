package io.dapp.transaction.outside;

import io.dapp.chain.ChainId;
import io.dapp.chain.TransactionHash;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is sent elsewhere.
 *
 * @param chainId absent: the default one
 */
record TrackRequest(
        @Schema(type = "string", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        TransactionHash hash,

        @Schema(type = "integer", format = "int64", description = "Absent: the chain that dapp.default-chain names")
        @Nullable
        ChainId chainId) {}
