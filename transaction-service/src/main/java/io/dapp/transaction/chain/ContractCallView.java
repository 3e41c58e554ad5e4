package io.dapp.transaction.chain;

import io.dapp.chain.ChainId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call returned as of a block. */
record ContractCallView(
        @Schema(type = "integer", format = "int64") ChainId chainId,
        long blockNumber,
        String result,

        @Schema(description = "Null where the function does not say what it returns") @Nullable
        List<Object> values) {}
