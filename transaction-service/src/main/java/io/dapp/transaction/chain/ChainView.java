package io.dapp.transaction.chain;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A chain of this platform. */
record ChainView(
        @Schema(type = "integer", format = "int64") ChainId chainId,
        String name,

        @Schema(description = "Null where the finalized tag decides") @Nullable
        Integer requiredConfirmations) {
    static ChainView of(Chain chain) {
        return new ChainView(chain.id(), chain.name(), chain.settings().toldConfirmations());
    }
}
