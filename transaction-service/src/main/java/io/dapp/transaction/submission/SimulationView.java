package io.dapp.transaction.submission;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dapp.chain.ChainId;
import io.dapp.chain.Wei;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction would do on the newest block, and cost.
 *
 * @param revertReason decoded; absent where it would not revert, or says nothing
 * @param result what the call would answer; absent where it would revert
 * @param gasUsed an estimate; absent where it would revert
 * @param maxCost wei: value and gas with its margin at the highest fee
 */
record SimulationView(
        @Schema(type = "integer", format = "int64") ChainId chainId,
        boolean success,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String revertReason,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String result,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long gasUsed,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long gasLimit,

        @Schema(type = "string") Wei maxFeePerGas,
        @Schema(type = "string") Wei maxPriorityFeePerGas,

        @Schema(type = "string") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Wei maxCost) {}
