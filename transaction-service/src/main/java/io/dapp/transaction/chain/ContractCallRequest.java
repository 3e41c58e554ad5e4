package io.dapp.transaction.chain;

import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that changes nothing: of {@code data}, or of a {@code function} with its arguments. */
record ContractCallRequest(
        @Schema(type = "string", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        Address to,

        @Schema(type = "string", description = "Absent: the zero address") @Nullable
        Address from,

        @Schema(type = "string", description = "Wei; absent: none") @Nullable
        Wei amount,

        @Schema(type = "string", description = "0x and hexadecimal digits") @Nullable
        Bytes data,

        @Schema(description = "Instead of data, as balanceOf(address) returns (uint256)") @Nullable
        String function,

        @Schema(description = "Of the function; integers as decimal strings") @Nullable
        List<Object> args) {}
