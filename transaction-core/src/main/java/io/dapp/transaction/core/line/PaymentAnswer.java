package io.dapp.transaction.core.line;

import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of an accepted payment is told.
 *
 * @param nonce null: of a tracked transaction that nobody has shown yet
 */
public record PaymentAnswer(
        UUID transactionId,
        TransactionHash hash,
        PaymentStatus status,
        @Nullable Nonce nonce,
        ChainId chainId) {
    public static PaymentAnswer of(Payment payment) {
        return new PaymentAnswer(payment.id(), payment.hash(), payment.status(), payment.nonce(), payment.chainId());
    }

    /** The same for several that were accepted together. */
    public record Several(List<PaymentAnswer> transactions) {}
}
