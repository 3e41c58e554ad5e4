package io.dapp.transaction.contract;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.transaction.core.contract.ContractSubscription;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as its owner sees it.
 *
 * @param fromBlock the first block that counts; null while its chain was never followed
 * @param backfillingFrom the lowest block of the past that is still to be read; null when all are
 */
record SubscriptionView(
        UUID subscriptionId,
        @Schema(type = "integer", format = "int64") ChainId chainId,
        @Schema(type = "string") Address address,
        String event,
        @Nullable Long fromBlock,
        @Nullable Long backfillingFrom,
        Instant createdAt) {
    static SubscriptionView of(ContractSubscription subscription) {
        return new SubscriptionView(
                subscription.id(),
                subscription.chainId(),
                subscription.address(),
                subscription.event(),
                subscription.fromBlock(),
                subscription.backfillNext(),
                subscription.createdAt());
    }
}
