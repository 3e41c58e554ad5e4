package io.dapp.chain;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A node answered with a JSON-RPC error that says nothing about the chain: it cannot serve this call now. */
public final class NodeErrorException extends ChainUnavailableException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int code;
    private final @Nullable String data;
    private final boolean tooLong;

    NodeErrorException(String node, String method, int code, String message, @Nullable String data) {
        super("node " + node + " answered " + method + " with error " + code + ": " + message);
        this.code = code;
        this.data = data;
        this.tooLong = false;
    }

    private NodeErrorException(String node, String method, long limit) {
        super("node " + node + " answered " + method + " with more than " + limit + " bytes");
        this.code = 0;
        this.data = null;
        this.tooLong = true;
    }

    static NodeErrorException tooLong(String node, String method, long limit) {
        return new NodeErrorException(node, method, limit);
    }

    /** Whether there is an answer, and it is longer than what is read of one. */
    public boolean tooLong() {
        return tooLong;
    }

    public int code() {
        return code;
    }

    @Nullable
    String data() {
        return data;
    }
}
