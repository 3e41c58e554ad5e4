package io.dapp.transaction.core.line;

import java.io.Serial;

/** A transaction was prepared for something that has changed since; nothing was written. */
final class StaleException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What changed. */
    enum What {
        /** The account has no line yet. */
        LINE,
        /** Another transaction holds the account's line; within a group only. */
        BUSY,
        /** The follower no longer holds the block that the balance was read at. */
        FUNDS,
        /** One of the keys was stored meanwhile, for another account. */
        KEY,
        /** Remote signatures for these nonces are not at hand. */
        SIGNATURES
    }

    private final What what;

    StaleException(What what) {
        super("stale " + what, null, false, false);
        this.what = what;
    }

    What what() {
        return what;
    }
}
