package io.dapp.transaction.core.simulation;

import io.dapp.chain.BlockRef;
import io.dapp.chain.TransactionHash;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.record.NewPayment;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of a payment: its own and those of its attempts. */
final class ModelPayment {
    final List<Attempted> attempts = new ArrayList<>();
    BigInteger maxCost;
    Payment payment;

    @Nullable
    BlockRef nonceTaken;

    long updatedAt;

    /** The row of an attempt; its ordinal is its place, counted from 1. */
    static final class Attempted {
        final TransactionHash hash;
        final Bytes raw;

        @Nullable
        Long acknowledgedAt;

        @Nullable
        String acknowledgedBy;

        Attempted(TransactionHash hash, Bytes raw) {
            this.hash = hash;
            this.raw = raw;
        }

        private Attempted copy() {
            Attempted copy = new Attempted(hash, raw);
            copy.acknowledgedAt = acknowledgedAt;
            copy.acknowledgedBy = acknowledgedBy;
            return copy;
        }
    }

    ModelPayment(NewPayment accepted, long now) {
        this.payment = accepted.payment();
        this.maxCost = accepted.terms().maxCost();
        this.updatedAt = now;
        attempts.add(new Attempted(payment.hash(), accepted.raw()));
    }

    private ModelPayment(ModelPayment other) {
        this.payment = other.payment;
        this.maxCost = other.maxCost;
        this.nonceTaken = other.nonceTaken;
        this.updatedAt = other.updatedAt;
        other.attempts.forEach(attempt -> attempts.add(attempt.copy()));
    }

    UUID id() {
        return payment.id();
    }

    long nonce() {
        return Objects.requireNonNull(payment.nonce()).value();
    }

    boolean pending() {
        return payment.status() == PaymentStatus.PENDING;
    }

    Attempted newest() {
        return attempts.getLast();
    }

    boolean has(TransactionHash hash) {
        return attempts.stream().anyMatch(attempt -> attempt.hash.equals(hash));
    }

    ModelPayment copy() {
        return new ModelPayment(this);
    }
}
