package io.dapp.chain;

import java.io.Serial;

/** No chain with this id is configured. */
public final class UnknownChainException extends ChainException {
    @Serial
    private static final long serialVersionUID = 1;

    UnknownChainException(ChainId chain) {
        super("chain " + chain + " is not configured", null);
    }
}
