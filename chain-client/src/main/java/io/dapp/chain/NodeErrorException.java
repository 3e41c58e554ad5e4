package io.dapp.chain;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A node answered with a JSON-RPC error that says nothing about the chain: it cannot serve this call now. */
public final class NodeErrorException extends ChainUnavailableException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int code;
    private final @Nullable String data;

    NodeErrorException(String node, String method, int code, String message, @Nullable String data) {
        super("node " + node + " answered " + method + " with error " + code + ": " + message);
        this.code = code;
        this.data = data;
    }

    public int code() {
        return code;
    }

    @Nullable
    String data() {
        return data;
    }
}
