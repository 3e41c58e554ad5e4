package io.dapp.transaction.core.record;

/** What an event tells about a payment. */
public enum PaymentChange {
    PENDING("transaction.pending"),
    CONFIRMED("transaction.confirmed"),
    REORGED("transaction.reorged"),
    REPLACED("transaction.replaced"),
    FINALIZED("transaction.finalized"),
    FAILED("transaction.failed");

    private final String type;

    PaymentChange(String type) {
        this.type = type;
    }

    /** The event's type as told. */
    public String type() {
        return type;
    }
}
