package io.dapp.system.proxy;

/** An error as a node answers it. */
public record RpcError(int code, String message) {
    static RpcError pool(String message) {
        return new RpcError(-32000, message);
    }
}
