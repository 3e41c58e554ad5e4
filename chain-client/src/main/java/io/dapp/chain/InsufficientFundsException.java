package io.dapp.chain;

import java.io.Serial;

/** The node says that the sender cannot pay for the call. */
public final class InsufficientFundsException extends ChainException {
    @Serial
    private static final long serialVersionUID = 1;

    InsufficientFundsException(String message) {
        super(message, null);
    }
}
