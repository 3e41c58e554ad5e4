package io.dapp.chain.abi;

import java.io.Serial;

/** Bytes are not what the declaration says: they belong to something else, or a contract made them up. */
public final class AbiDecodeException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    AbiDecodeException(String message) {
        super(message);
    }
}
