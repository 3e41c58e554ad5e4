package io.dapp.transaction.chain;

import io.dapp.chain.ChainId;
import io.dapp.chain.Fees;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to offer for gas in the block after this one, in wei. */
record FeesView(
        @Schema(type = "integer", format = "int64") ChainId chainId,
        long blockNumber,

        @Schema(description = "Of the next block; null where the chain has none and the fees are gas prices") @Nullable
        String baseFeePerGas,

        Fee slow,
        Fee standard,
        Fee fast) {
    record Fee(String maxFeePerGas, String maxPriorityFeePerGas) {
        static Fee of(Fees.Fee fee) {
            return new Fee(
                    fee.maxFeePerGas().toString(), fee.maxPriorityFeePerGas().toString());
        }
    }

    static FeesView of(ChainId chainId, Fees fees) {
        return new FeesView(
                chainId,
                fees.block().number(),
                fees.dynamic() ? fees.baseFee().toString() : null,
                Fee.of(fees.slow()),
                Fee.of(fees.standard()),
                Fee.of(fees.fast()));
    }
}
