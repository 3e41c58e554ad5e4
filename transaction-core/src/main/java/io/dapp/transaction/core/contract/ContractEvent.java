package io.dapp.transaction.core.contract;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dapp.chain.BlockHash;
import io.dapp.chain.TransactionHash;
import org.jspecify.annotations.Nullable;

/**
 * An event that the chain holds, as it is listed.
 *
 * @param args the decoded values by name, as JSON; null where the log is not what the declaration says, or too large
 */
public record ContractEvent(
        long blockNumber,
        BlockHash blockHash,
        int logIndex,
        TransactionHash transactionHash,
        @JsonRawValue @Nullable String args) {}
