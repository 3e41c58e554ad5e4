package io.dapp.transaction.contract;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * An event to be watched.
 *
 * @param chainId the default chain without
 * @param event its declaration, as {@code Transfer(address indexed from, address indexed to, uint256 value)}
 * @param fromBlock the first block that counts; without: what comes from now on
 */
record SubscriptionRequest(
        @Schema(type = "integer", format = "int64") @Nullable
        ChainId chainId,

        @Schema(type = "string") @NotNull Address address,
        @NotNull String event,
        @Min(0) @Nullable Long fromBlock) {}
