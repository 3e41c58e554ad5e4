package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.AttemptKind;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentKind;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.TimelineEntry;
import io.dapp.transaction.core.signing.SignedTransaction;
import io.dapp.transaction.core.signing.UnsignedTransaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes an order and its nonce a payment with a signed attempt. */
final class PaymentSigner {
    private final Signatures signatures;

    PaymentSigner(Signatures signatures) {
        this.signatures = signatures;
    }

    /**
     * Signs it; empty where its signature must be made first, outside.
     *
     * @throws io.dapp.transaction.core.signing.SignerUnavailableException when the key cannot be used now
     */
    Optional<NewPayment> sign(PaymentOrder order, Nonce nonce, Instant at) {
        UnsignedTransaction unsigned = new UnsignedTransaction(
                order.chainId(), nonce, order.fees(), order.gasLimit(), order.target(), order.value(), order.data());
        return signatures
                .of(unsigned, order.wallet())
                .map(signature -> payment(order, nonce, unsigned.with(signature), at));
    }

    private static NewPayment payment(PaymentOrder order, Nonce nonce, SignedTransaction signed, Instant at) {
        Attempt attempt = new Attempt(
                signed.hash(),
                AttemptKind.SEND,
                order.fees().maxFeePerGas(),
                order.fees().maxPriorityFeePerGas(),
                null);
        Payment payment = new Payment(
                order.id(),
                PaymentKind.CUSTODIAL,
                order.ownerId(),
                order.chainId(),
                order.wallet().address(),
                order.to(),
                order.amount(),
                order.token(),
                nonce,
                PaymentStatus.PENDING,
                null,
                null,
                null,
                1,
                signed.hash(),
                null,
                order.metadata(),
                null,
                at,
                at,
                List.of(attempt),
                List.of(new TimelineEntry(PaymentStatus.PENDING, at)));
        return new NewPayment(payment, order.terms(), signed.raw());
    }
}
