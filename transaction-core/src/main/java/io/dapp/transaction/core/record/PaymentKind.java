package io.dapp.transaction.core.record;

/** Where a payment's transaction comes from. */
public enum PaymentKind {
    /** Signed here, on its account's nonce line. */
    CUSTODIAL("custodial"),
    /** Signed by the owner's own wallet and sent from here; outside every nonce line. */
    RAW("raw"),
    /** Sent elsewhere and only watched. */
    TRACKED("tracked");

    private final String code;

    PaymentKind(String code) {
        this.code = code;
    }

    /** As it is stored. */
    public String code() {
        return code;
    }

    /**
     * Reads what {@link #code()} wrote.
     *
     * @throws IllegalArgumentException when there is no such kind
     */
    public static PaymentKind of(String code) {
        for (PaymentKind kind : values()) {
            if (kind.code.equals(code)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of payment: " + code);
    }
}
