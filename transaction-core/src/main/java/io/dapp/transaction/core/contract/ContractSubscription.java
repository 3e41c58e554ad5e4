package io.dapp.transaction.core.contract;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's wish to know of an event of a contract.
 *
 * @param event as its owner declared it
 * @param fromBlock the first block that counts; null while its chain was never followed
 * @param backfillNext the lowest block that is still to be read; null: everything up to the cursor is recorded
 */
public record ContractSubscription(
        UUID id,
        UUID ownerId,
        ChainId chainId,
        Address address,
        String event,
        @Nullable Long fromBlock,
        @Nullable Long backfillNext,
        Instant createdAt) {}
