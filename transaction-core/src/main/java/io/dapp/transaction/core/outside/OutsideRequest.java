package io.dapp.transaction.core.outside;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.ShownTransaction;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.AttemptKind;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentKind;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.TimelineEntry;
import io.dapp.transaction.core.signing.DecodedTransaction;
import io.dapp.transaction.core.signing.DecodedTransaction.Authorization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that was signed elsewhere, to be recorded.
 *
 * @param id of the record, if it becomes a new one
 * @param signed what is known of it and its bytes; null: nothing but the hash
 */
public record OutsideRequest(
        UUID id,
        UUID ownerId,
        ChainId chainId,
        TransactionHash hash,
        @Nullable Signed signed) {

    /** A signed transaction and what it says. */
    public record Signed(DecodedTransaction transaction, Bytes raw) {
        /** As a node would show it. */
        ShownTransaction shown() {
            return new ShownTransaction(
                    transaction.hash(),
                    transaction.sender(),
                    transaction.nonce(),
                    transaction.to(),
                    transaction.value(),
                    transaction.fees().maxFeePerGas(),
                    transaction.fees().maxPriorityFeePerGas());
        }

        /** Whose nonces it uses: its sender's, and those of the accounts whose word it carries (EIP-7702). */
        List<Address> accounts() {
            List<Address> accounts = new ArrayList<>(List.of(transaction.sender()));
            transaction.authorizations().stream()
                    .map(Authorization::authority)
                    .filter(Objects::nonNull)
                    .forEach(accounts::add);
            return accounts;
        }
    }

    /** To watch a hash. */
    public static OutsideRequest track(UUID id, UUID owner, ChainId chain, TransactionHash hash) {
        return new OutsideRequest(id, owner, chain, hash, null);
    }

    /** To send these bytes. */
    public static OutsideRequest send(UUID id, UUID owner, DecodedTransaction transaction, Bytes raw) {
        return new OutsideRequest(id, owner, transaction.chainId(), transaction.hash(), new Signed(transaction, raw));
    }

    Payment payment(Instant at) {
        Payment payment = new Payment(
                id,
                signed == null ? PaymentKind.TRACKED : PaymentKind.RAW,
                ownerId,
                chainId,
                null,
                null,
                null,
                null,
                null,
                PaymentStatus.PENDING,
                null,
                null,
                null,
                1,
                hash,
                null,
                null,
                null,
                at,
                at,
                List.of(new Attempt(hash, AttemptKind.SEND, null, null, null)),
                List.of(new TimelineEntry(PaymentStatus.PENDING, at)));
        return signed == null ? payment : payment.showing(signed.shown());
    }
}
