package io.dapp.transaction.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Fees;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.http.Rfc3339;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What a caller asks to be paid.
 *
 * @param to absent: a deployment of {@code data}
 * @param amount wei, or in the token's base unit
 * @param chainId absent: the default one
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

        @Schema(
                type = "string",
                description = "Wei, or the token's base unit; may be left out where there is data or a call")
        @Nullable
        Wei amount,

        @Schema(type = "integer", format = "int64", description = "Absent: the chain that dapp.default-chain names")
        @Nullable
        ChainId chainId,

        @Schema(type = "string", description = "0x and hexadecimal digits") @Nullable
        Bytes data,

        @Schema(description = "Instead of data: a function of the contract to, and what it is called with") @Nullable
        Call call,

        @Schema(type = "string", description = "An ERC-20 contract: amount of it is transferred to to") @Nullable
        Address token,

        @Schema(description = "Absent: estimated") @Nullable Long gasLimit,

        @Schema(description = "Instead of the two fees") @Nullable
        Speed speed,

        @Schema(type = "string", description = "Wei") @Nullable
        Wei maxFeePerGas,

        @Schema(type = "string", description = "Wei") @Nullable
        Wei maxPriorityFeePerGas,

        @Schema(description = "Cancelled when no block holds it by then")
        @JsonDeserialize(using = Rfc3339.Deserializer.class)
        @Nullable
        Instant validUntil,

        @Schema(type = "object", description = "The caller's own, up to 4 KB of JSON") @Nullable
        JsonNode metadata) {

    /**
     * A call spelled by its function.
     *
     * @param function its declaration, for instance {@code transfer(address,uint256)}
     * @param args in their order; integers as strings, bytes as 0x and hexadecimal digits
     */
    record Call(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "transfer(address,uint256)") @Nullable
            String function,

            @Schema(type = "array") @Nullable JsonNode args) {}

    /** Wei, or the token's base unit; none where it is left out. */
    Wei amountOrNone() {
        return amount == null ? Wei.ZERO : amount;
    }

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
