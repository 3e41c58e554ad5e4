package io.dapp.notification.socket;

import java.io.Serial;

/** Not a command of the protocol. */
final class BadCommandException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    BadCommandException(String message) {
        super(message, null, false, false);
    }
}
