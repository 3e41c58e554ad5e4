package io.dapp.transaction.core.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment as everybody sees it: the answer to a GET, an event's data, a push. Fields that do not apply are left out;
 * {@code to} is null for a deployment; {@code from}, {@code amount} and {@code nonce} as well for a tracked transaction that
 * nobody has shown yet; {@code required_confirmations} where the chain's finalized tag decides.
 */
public record PaymentSnapshot(
        UUID transactionId,
        long version,
        PaymentStatus status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Outcome outcome,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String revertReason,
        ChainId chainId,
        @Nullable Address from,
        @Nullable Address to,
        @Nullable Wei amount,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Address token,
        @Nullable Nonce nonce,
        TransactionHash hash,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long blockNumber,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BlockHash blockHash,
        long confirmations,
        @Nullable Integer requiredConfirmations,
        List<Attempt> attempts,
        List<TimelineEntry> timeline,
        @JsonRawValue @Nullable String metadata,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * The payment as of a head.
     *
     * @param requiredConfirmations null where the finalized tag decides
     */
    public static PaymentSnapshot of(Payment payment, long head, @Nullable Integer requiredConfirmations) {
        BlockRef block = payment.block();
        return new PaymentSnapshot(
                payment.id(),
                payment.version(),
                payment.status(),
                payment.outcome(),
                payment.reason(),
                payment.revertReason(),
                payment.chainId(),
                payment.sender(),
                payment.recipient(),
                payment.amount(),
                payment.token(),
                payment.nonce(),
                payment.hash(),
                block == null ? null : block.number(),
                block == null ? null : block.hash(),
                payment.confirmations(head),
                requiredConfirmations,
                payment.attempts(),
                payment.timeline(),
                payment.metadata(),
                payment.createdAt(),
                payment.updatedAt());
    }
}
