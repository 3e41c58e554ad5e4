package io.dapp.common.security;

/** The token is not, or no longer, good: 401. */
public final class TokenRejectedException extends VerificationException {

    /** What is wrong with the token, as far as its bearer may know. */
    public enum Reason {
        /** Not a token of ours: malformed, forged, for somebody else, incomplete. */
        INVALID,
        /** Was good once; a refresh gives another. */
        EXPIRED,
        /** Its session has been ended or has run out. */
        SESSION_ENDED
    }

    private final Reason reason;

    TokenRejectedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
