package io.dapp.transaction.core.line;

import java.io.Serial;

/** The funds last read do not suffice: to be read again at the head before anybody is refused. */
final class UnfundedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnfundedException() {
        super("the funds last read do not suffice", null, false, false);
    }
}
