package io.dapp.transaction.core.record;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.ShownTransaction;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment as recorded. Each change is a method that answers the next version; whoever makes it holds the account's and
 * the payment's row lock, stores the result and appends its event in the same transaction.
 *
 * @param sender null, as amount and nonce are then: of a tracked transaction that no node has shown yet
 * @param recipient null: a deployment
 * @param amount in the base unit of {@code token}, or wei
 * @param token the ERC-20 contract; null: the chain's own coin
 * @param hash the attempt that was mined, else the newest
 * @param block that holds it; null: in none
 * @param metadata the caller's own, as JSON
 * @param cancelReason what it fails with when a cancel is mined in its place; null: none was signed
 * @param attempts oldest first, at least one
 * @param timeline oldest first, one entry per version
 */
public record Payment(
        UUID id,
        PaymentKind kind,
        UUID ownerId,
        ChainId chainId,
        @Nullable Address sender,
        @Nullable Address recipient,
        @Nullable Wei amount,
        @Nullable Address token,
        @Nullable Nonce nonce,
        PaymentStatus status,
        @Nullable Outcome outcome,
        @Nullable String reason,
        @Nullable String revertReason,
        long version,
        TransactionHash hash,
        @Nullable BlockRef block,
        @Nullable String metadata,
        @Nullable String cancelReason,
        Instant createdAt,
        Instant updatedAt,
        List<Attempt> attempts,
        List<TimelineEntry> timeline) {

    /** The reason of a payment that was mined and reverted. */
    public static final String REVERTED = "reverted";

    /** The reason of a payment whose nonce a final block has used for something else. */
    public static final String REPLACED = "replaced";

    /** The reason of a tracked transaction that no node knew at its deadline. */
    public static final String NOT_FOUND = "not_found";

    public Payment {
        attempts = List.copyOf(attempts);
        timeline = List.copyOf(timeline);
    }

    /**
     * A block holds it: a pending payment is confirmed; a confirmed one has moved there in a reorg.
     *
     * @param mined the attempt that the block holds
     */
    public Payment inBlock(BlockRef holder, TransactionHash mined, Outcome result, @Nullable String why, Instant at) {
        if (status != PaymentStatus.PENDING && status != PaymentStatus.CONFIRMED) {
            throw new IllegalStateException(id + " is " + status.code() + " and cannot enter a block");
        }
        boolean cancelled = attempts.stream()
                .anyMatch(attempt -> attempt.hash().equals(mined) && attempt.kind() == AttemptKind.CANCEL);
        return cancelled
                ? next(PaymentStatus.CONFIRMED, Outcome.CANCELLED, null, null, mined, holder, at)
                : next(PaymentStatus.CONFIRMED, result, null, why, mined, holder, at);
    }

    /** A reorg dropped its block and no block of the new branch holds it: pending again, to be sent again. */
    public Payment outOfBlock(Instant at) {
        if (status != PaymentStatus.CONFIRMED) {
            throw new IllegalStateException(id + " is " + status.code() + " and in no block that can be dropped");
        }
        return next(PaymentStatus.PENDING, null, null, null, attempts.getLast().hash(), null, at);
    }

    /** Its block cannot be dropped any more: finalized, or failed where it reverted or was cancelled. */
    public Payment settled(Instant at) {
        if (status != PaymentStatus.CONFIRMED) {
            throw new IllegalStateException(id + " is " + status.code() + " and cannot be final");
        }
        return switch (Objects.requireNonNull(outcome)) {
            case SUCCESS -> next(PaymentStatus.FINALIZED, outcome, null, null, hash, block, at);
            case REVERTED -> next(PaymentStatus.FAILED, outcome, REVERTED, revertReason, hash, block, at);
            case CANCELLED -> next(PaymentStatus.FAILED, outcome, cancelReason, null, hash, block, at);
        };
    }

    /** No node knows it, at the deadline of one that was only watched for. */
    public Payment notFound(Instant at) {
        if (status != PaymentStatus.PENDING || kind != PaymentKind.TRACKED) {
            throw new IllegalStateException(id + " is " + status.code() + " and not missing");
        }
        return next(PaymentStatus.FAILED, null, NOT_FOUND, null, hash, null, at);
    }

    /** Something that was not made here has used its nonce, in a block that cannot be dropped: it can never be mined. */
    public Payment replaced(Instant at) {
        if (status != PaymentStatus.PENDING) {
            throw new IllegalStateException(id + " is " + status.code() + " and cannot be replaced");
        }
        return next(PaymentStatus.FAILED, null, REPLACED, null, hash, null, at);
    }

    /**
     * Another form of it was signed for its nonce, to be sent in place of the ones before.
     *
     * @param because where it is a cancel, why
     */
    public Payment attemptedAgain(Attempt attempt, @Nullable String because, Instant at) {
        if (status != PaymentStatus.PENDING) {
            throw new IllegalStateException(id + " is " + status.code() + " and needs no other attempt");
        }
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(attempt);
        Payment next = next(PaymentStatus.PENDING, null, null, null, attempt.hash(), null, at);
        return next.with(all, because);
    }

    /** What its transaction says, which was signed elsewhere; no change of its own. */
    public Payment showing(ShownTransaction shown) {
        Attempt only = attempts.getFirst();
        Attempt known = new Attempt(
                only.hash(), only.kind(), shown.maxFeePerGas(), shown.maxPriorityFeePerGas(), only.sentAt());
        return of(kind, shown, known);
    }

    /** A node has shown it for the first time. */
    public Payment seen(ShownTransaction shown, Instant at) {
        return next(PaymentStatus.PENDING, null, null, null, hash, null, at).showing(shown);
    }

    /** Its bytes have come: it was only watched until now. */
    public Payment sentFromHere(ShownTransaction shown, Instant at) {
        Payment next = seen(shown, at);
        return next.of(PaymentKind.RAW, shown, next.attempts.getFirst());
    }

    private Payment of(PaymentKind now, ShownTransaction shown, Attempt only) {
        return new Payment(
                id,
                now,
                ownerId,
                chainId,
                shown.sender(),
                shown.to(),
                shown.value(),
                token,
                shown.nonce(),
                status,
                outcome,
                reason,
                revertReason,
                version,
                hash,
                block,
                metadata,
                cancelReason,
                createdAt,
                updatedAt,
                List.of(only),
                timeline);
    }

    /** Whether its transaction is on one of this platform's nonce lines. */
    public boolean custodial() {
        return kind == PaymentKind.CUSTODIAL;
    }

    /** The account that signed it; only of payments whose transaction is known, as every custodial one is. */
    public Address requireSender() {
        return Objects.requireNonNull(sender, "the sender of " + id);
    }

    private Payment with(List<Attempt> all, @Nullable String because) {
        return new Payment(
                id,
                kind,
                ownerId,
                chainId,
                sender,
                recipient,
                amount,
                token,
                nonce,
                status,
                outcome,
                reason,
                revertReason,
                version,
                hash,
                block,
                metadata,
                because,
                createdAt,
                updatedAt,
                all,
                timeline);
    }

    /** Its own block counts as 1; nothing counts before it is in one. */
    public long confirmations(long head) {
        return block == null ? 0 : Math.max(1, head - block.number() + 1);
    }

    private Payment next(
            PaymentStatus entered,
            @Nullable Outcome result,
            @Nullable String because,
            @Nullable String why,
            TransactionHash current,
            @Nullable BlockRef holder,
            Instant at) {
        List<TimelineEntry> entries = new ArrayList<>(timeline);
        entries.add(new TimelineEntry(entered, at));
        return new Payment(
                id,
                kind,
                ownerId,
                chainId,
                sender,
                recipient,
                amount,
                token,
                nonce,
                entered,
                result,
                because,
                why,
                version + 1,
                current,
                holder,
                metadata,
                cancelReason,
                createdAt,
                at,
                attempts,
                entries);
    }
}
