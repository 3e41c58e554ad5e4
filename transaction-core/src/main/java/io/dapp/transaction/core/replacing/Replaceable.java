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
 * @param sent whether any attempt may have reached a node: it was sent, or its account is being sent now
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

    /**
     * Whether an attempt that was prepared for {@code read} is still right. Where it was being sent then and has turned out
     * not to be, more is offered than would be needed.
     */
    boolean is(Replaceable read) {
        return equals(read.sent == sent || !read.sent ? read : read.unsent());
    }

    private Replaceable unsent() {
        return new Replaceable(
                id,
                ownerId,
                chainId,
                sender,
                target,
                value,
                data,
                gasLimit,
                nonce,
                status,
                taken,
                cancelReason,
                maxCost,
                feeLimit,
                false,
                ordinal,
                maxFeePerGas,
                maxPriorityFeePerGas);
    }

    boolean cancelled() {
        return cancelReason != null;
    }
}
