package io.dapp.transaction.core.signing;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The wallet's key cannot be used now. Its message names no secret. */
public final class SignerUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public SignerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
