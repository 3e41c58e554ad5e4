package io.dapp.transaction.core.replacing;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.AccountKey;
import io.dapp.transaction.core.record.PaymentStatus;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that was signed here, as far as another attempt needs it.
 *
 * @param target of its transaction; null: a deployment
 * @param value wei that the transaction itself carries
 * @param taken whether a block is known to use its nonce for something else
 * @param cancelReason null: no cancel was signed
 * @param maxCost wei: the most that any attempt may cost
 * @param feeLimit the owner's own maximum in wei per gas; null: he named none
 * @param sent whether any attempt may have reached a node
 * @param ordinal of the newest attempt
 * @param maxFeePerGas of the newest attempt, which offers most
 * @param maxPriorityFeePerGas of the newest attempt
 */
record Replaceable(
        UUID id,
        UUID ownerId,
        ChainId chainId,
        Address sender,
        @Nullable Address target,
        Wei value,
        Bytes data,
        long gasLimit,
        Nonce nonce,
        PaymentStatus status,
        boolean taken,
        @Nullable String cancelReason,
        BigInteger maxCost,
        @Nullable BigInteger feeLimit,
        boolean sent,
        int ordinal,
        Wei maxFeePerGas,
        Wei maxPriorityFeePerGas) {
    AccountKey account() {
        return new AccountKey(chainId, sender);
    }

    boolean open() {
        return status == PaymentStatus.PENDING && !taken;
    }

    boolean cancelled() {
        return cancelReason != null;
    }
}
