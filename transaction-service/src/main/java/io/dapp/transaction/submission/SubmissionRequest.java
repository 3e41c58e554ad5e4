package io.dapp.transaction.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Fees;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a caller asks to be paid.
 *
 * @param to absent: a deployment of {@code data}
 * @param amount wei
 * @param chainId absent: the chain configured first
 */
record SubmissionRequest(
        @Schema(
                type = "string",
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "One of the caller's wallets")
        @Nullable
        Address from,

        @Schema(type = "string", description = "Absent with data: a deployment") @Nullable
        Address to,

        @Schema(type = "string", requiredMode = Schema.RequiredMode.REQUIRED, description = "Wei") @Nullable
        Wei amount,

        @Schema(type = "integer", format = "int64", description = "Absent: the chain configured first") @Nullable
        ChainId chainId,

        @Schema(type = "string", description = "0x and hexadecimal digits") @Nullable
        Bytes data,

        @Schema(description = "Absent: estimated") @Nullable Long gasLimit,

        @Schema(description = "Instead of the two fees") @Nullable
        Speed speed,

        @Schema(type = "string", description = "Wei") @Nullable
        Wei maxFeePerGas,

        @Schema(type = "string", description = "Wei") @Nullable
        Wei maxPriorityFeePerGas,

        @Schema(type = "object", description = "The caller's own, up to 4 KB of JSON") @Nullable
        JsonNode metadata) {

    /** How soon it should be in a block. */
    enum Speed {
        @JsonProperty("slow")
        SLOW,
        @JsonProperty("standard")
        STANDARD,
        @JsonProperty("fast")
        FAST;

        Fees.Speed toFees() {
            return switch (this) {
                case SLOW -> Fees.Speed.SLOW;
                case STANDARD -> Fees.Speed.STANDARD;
                case FAST -> Fees.Speed.FAST;
            };
        }
    }
}
