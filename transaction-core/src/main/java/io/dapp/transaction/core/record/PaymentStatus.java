package io.dapp.transaction.core.record;

import com.fasterxml.jackson.annotation.JsonValue;

/** The four public states. {@link #FINALIZED} and {@link #FAILED} never change again. */
public enum PaymentStatus {
    PENDING("pending"),
    CONFIRMED("confirmed"),
    FINALIZED("finalized"),
    FAILED("failed");

    private final String code;

    PaymentStatus(String code) {
        this.code = code;
    }

    /** As stored and told. */
    @JsonValue
    public String code() {
        return code;
    }

    /**
     * Reads what {@link #code()} wrote.
     *
     * @throws IllegalArgumentException when there is no such state
     */
    public static PaymentStatus of(String code) {
        for (PaymentStatus status : values()) {
            if (status.code.equals(code)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no payment status " + code);
    }
}
