package io.dapp.chain;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The node was not asked: the calls that it is to be given were taken. It says nothing about the node. */
final class NoTurnException extends ChainUnavailableException {
    @Serial
    private static final long serialVersionUID = 1;

    NoTurnException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
