package io.dapp.transaction.core.record;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why an attempt was signed. */
public enum AttemptKind {
    SEND("send"),
    SPEED_UP("speed_up"),
    CANCEL("cancel");

    private final String code;

    AttemptKind(String code) {
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
     * @throws IllegalArgumentException when there is no such kind
     */
    public static AttemptKind of(String code) {
        for (AttemptKind kind : values()) {
            if (kind.code.equals(code)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of attempt " + code);
    }
}
