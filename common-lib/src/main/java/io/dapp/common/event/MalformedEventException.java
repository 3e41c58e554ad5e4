package io.dapp.common.event;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A record's value is not an event; it stays so however often it is read. */
public final class MalformedEventException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    MalformedEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
