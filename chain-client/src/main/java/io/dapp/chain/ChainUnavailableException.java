package io.dapp.chain;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** No node of the chain can be used now, or the one in use gave no usable answer. Trying again later may help. */
public non-sealed class ChainUnavailableException extends ChainException {
    @Serial
    private static final long serialVersionUID = 1;

    public ChainUnavailableException(String message) {
        this(message, null);
    }

    public ChainUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
