package io.dapp.chain.abi;

import java.io.Serial;

/** An argument is not of its parameter's type. The message names it and may be shown to the caller. */
public final class AbiArgumentException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String argument;
    private final String reason;

    AbiArgumentException(String argument, String reason) {
        super(argument + " " + reason);
        this.argument = argument;
        this.reason = reason;
    }

    /** Where it stands, as {@code args[1].owner}. */
    public String argument() {
        return argument;
    }

    /** What is wrong with it, without its name. */
    public String reason() {
        return reason;
    }
}
