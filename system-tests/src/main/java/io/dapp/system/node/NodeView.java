package io.dapp.system.node;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** What the node says of itself when it is not just anvil: another chain, a head that lags, a pool of its own rules. */
final class NodeView {
    private final HeadLag lag;
    private volatile @Nullable Long chainId;
    private volatile @Nullable NodePool pool;

    NodeView(HeadLag lag) {
        this.lag = lag;
    }

    void claimChain(@Nullable Long id) {
        chainId = id;
    }

    void use(@Nullable NodePool other) {
        pool = other;
    }

    @Nullable
    NodePool pool() {
        return pool;
    }

    boolean changes(RpcCall call) {
        NodePool current = pool;
        return lag.active() || (chainId != null && asksForChain(call)) || (current != null && current.concerns(call));
    }

    JsonNode answer(RpcCall call) {
        Long claimed = chainId;
        NodePool current = pool;
        if (claimed != null && asksForChain(call)) {
            boolean hex = call.method().equals("eth_chainId");
            return call.answer(StringNode.valueOf(hex ? Upstream.hex(claimed) : Long.toString(claimed)));
        }
        if (current != null && current.concerns(call)) {
            return current.answer(call);
        }
        return lag.answer(call);
    }

    private static boolean asksForChain(RpcCall call) {
        return call.method().equals("eth_chainId") || call.method().equals("net_version");
    }
}
