package io.dapp.transaction.core.record;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a mined payment did. */
public enum Outcome {
    SUCCESS("success"),
    REVERTED("reverted"),
    /** A cancel was mined in its place. */
    CANCELLED("cancelled");

    private final String code;

    Outcome(String code) {
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
     * @throws IllegalArgumentException when there is no such outcome
     */
    public static Outcome of(String code) {
        for (Outcome outcome : values()) {
            if (outcome.code.equals(code)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("no outcome " + code);
    }
}
