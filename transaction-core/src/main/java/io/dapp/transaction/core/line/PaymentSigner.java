package io.dapp.transaction.core.line;

import io.dapp.chain.Nonce;
import io.dapp.transaction.core.record.Attempt;
import io.dapp.transaction.core.record.AttemptKind;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.TimelineEntry;
import io.dapp.transaction.core.signing.SignedTransaction;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.UnsignedTransaction;
import java.time.Instant;
import java.util.List;

/** Makes an order and its nonce a payment with a signed attempt. */
final class PaymentSigner {
    private final Signer signer;

    PaymentSigner(Signer signer) {
        this.signer = signer;
    }

    NewPayment sign(PaymentOrder order, Nonce nonce, Instant at) {
        UnsignedTransaction unsigned = new UnsignedTransaction(
                order.chainId(), nonce, order.fees(), order.gasLimit(), order.to(), order.amount(), order.data());
        SignedTransaction signed = unsigned.with(
                signer.sign(order.wallet(), List.of(unsigned.digest())).getFirst());
        Attempt attempt = new Attempt(
                signed.hash(),
                AttemptKind.SEND,
                order.fees().maxFeePerGas(),
                order.fees().maxPriorityFeePerGas(),
                null);
        Payment payment = new Payment(
                order.id(),
                order.ownerId(),
                order.chainId(),
                order.wallet().address(),
                order.to(),
                order.amount(),
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
        return new NewPayment(payment, order.data(), order.gasLimit(), order.maxCost(), signed.raw());
    }
}
