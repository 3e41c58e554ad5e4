package io.dapp.chain;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why something could not be learned from or done on a chain. */
public abstract sealed class ChainException extends RuntimeException
        permits ChainUnavailableException,
                UnknownChainException,
                ExecutionRevertedException,
                InsufficientFundsException {
    @Serial
    private static final long serialVersionUID = 1;

    ChainException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
