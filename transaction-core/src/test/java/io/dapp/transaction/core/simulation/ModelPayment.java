package io.dapp.transaction.core.simulation;

import io.dapp.chain.BlockRef;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.record.Payment;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of a payment: its own and that of its only attempt. */
final class ModelPayment {
    final BigInteger maxCost;
    final Bytes raw;
    Payment payment;

    @Nullable
    BlockRef nonceTaken;

    long updatedAt;

    @Nullable
    Long acknowledgedAt;

    @Nullable
    String acknowledgedBy;

    ModelPayment(NewPayment accepted, long now) {
        this.payment = accepted.payment();
        this.maxCost = accepted.terms().maxCost();
        this.raw = accepted.raw();
        this.updatedAt = now;
    }

    private ModelPayment(ModelPayment other) {
        this.payment = other.payment;
        this.maxCost = other.maxCost;
        this.raw = other.raw;
        this.nonceTaken = other.nonceTaken;
        this.updatedAt = other.updatedAt;
        this.acknowledgedAt = other.acknowledgedAt;
        this.acknowledgedBy = other.acknowledgedBy;
    }

    UUID id() {
        return payment.id();
    }

    long nonce() {
        return payment.nonce().value();
    }

    boolean pending() {
        return payment.status() == io.dapp.transaction.core.record.PaymentStatus.PENDING;
    }

    ModelPayment copy() {
        return new ModelPayment(this);
    }
}
