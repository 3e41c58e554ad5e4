package io.dapp.transaction.submission;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.signing.OfferedFees;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A transaction to be signed in a wallet: the fields of EIP-1559, or those of a legacy one where the chain has no base fee.
 *
 * @param type 2, or 0 with a gas price
 * @param to null: a deployment
 */
record PreparedView(
        int type,
        @Schema(type = "integer", format = "int64") ChainId chainId,
        @Schema(type = "string") Address from,
        @Schema(type = "integer", format = "int64") Nonce nonce,
        @Schema(type = "string") @Nullable Address to,
        @Schema(type = "string") Wei value,
        @Schema(type = "string") Bytes data,
        long gasLimit,

        @Schema(type = "string") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Wei maxFeePerGas,

        @Schema(type = "string") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Wei maxPriorityFeePerGas,

        @Schema(type = "string") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Wei gasPrice) {
    static PreparedView of(ChainId chainId, Instruction instruction, Nonce nonce, long gasLimit, OfferedFees fees) {
        boolean legacy = fees instanceof OfferedFees.GasPrice;
        return new PreparedView(
                legacy ? 0 : 2,
                chainId,
                instruction.from(),
                nonce,
                instruction.target(),
                instruction.value(),
                instruction.data(),
                gasLimit,
                legacy ? null : fees.maxFeePerGas(),
                legacy ? null : fees.maxPriorityFeePerGas(),
                legacy ? fees.maxFeePerGas() : null);
    }
}
