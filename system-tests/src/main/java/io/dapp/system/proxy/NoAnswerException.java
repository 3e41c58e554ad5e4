package io.dapp.system.proxy;

import java.io.IOException;
import java.io.Serial;

/** The connection is to be closed instead of answered. */
final class NoAnswerException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    NoAnswerException(String message) {
        super(message);
    }
}
