package io.dapp.chain;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The call would revert. */
public final class ExecutionRevertedException extends ChainException {
    @Serial
    private static final long serialVersionUID = 1;

    private final @Nullable String reason;

    ExecutionRevertedException(@Nullable String reason) {
        super(reason == null ? "execution reverted" : "execution reverted: " + reason, null);
        this.reason = reason;
    }

    /** The decoded {@code Error(string)} or {@code Panic(uint256)}, a custom error's selector, or null without data. */
    public @Nullable String reason() {
        return reason;
    }
}
