package io.dapp.transaction.core.contract;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.ChainId;
import io.dapp.chain.TransactionHash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is pushed.
 *
 * @param version rises when it is withdrawn, and when it comes back; the highest one holds
 * @param withdrawn its block fell out of the chain
 */
record ToldEvent(
        UUID eventId,
        long version,
        UUID subscriptionId,
        ChainId chainId,
        Address address,
        String event,
        long blockNumber,
        BlockHash blockHash,
        int logIndex,
        TransactionHash transactionHash,
        @JsonRawValue @Nullable String args,
        boolean withdrawn) {}
