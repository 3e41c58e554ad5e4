package io.dapp.system.node;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** Makes the node answer as if its head lay some blocks behind: what is newer does not exist for it yet. */
final class HeadLag {
    private final Upstream upstream;
    private volatile long blocks;
    private volatile boolean silent;
    private final AtomicLong keptBack = new AtomicLong();

    HeadLag(Upstream upstream) {
        this.upstream = upstream;
    }

    void set(long count) {
        blocks = count;
    }

    void silence(boolean quiet) {
        silent = quiet;
    }

    long keptBack() {
        return keptBack.get();
    }

    boolean active() {
        return blocks > 0;
    }

    /** The answer of the node that lags. */
    JsonNode answer(RpcCall call) {
        long head = head();
        if (call.method().equals("eth_blockNumber")) {
            return call.answer(StringNode.valueOf(Upstream.hex(head)));
        }
        if (call.params().stream().anyMatch(param -> namesNewerBlock(param, head))) {
            return call.error(-32000, "header for hash not found");
        }
        JsonNode answer = upstream.forward(call.with(
                        call.params().stream().map(param -> older(param, head)).toList())
                .whole());
        JsonNode result = answer.path("result");
        if (isNewer(result, head)) {
            return call.answer(NullNode.getInstance());
        }
        if (call.method().equals("eth_getLogs") && result instanceof ArrayNode logs) {
            ArrayNode old = RpcCall.JSON.createArrayNode();
            logs.forEach(log -> {
                if (!isNewer(log, head)) {
                    old.add(log);
                }
            });
            return call.answer(old);
        }
        return answer;
    }

    /** The header that the node that lags tells of when the real one tells of {@code header}; null: none. */
    @Nullable
    JsonNode header(JsonNode header) {
        if (silent) {
            keptBack.incrementAndGet();
            return null;
        }
        if (!active()) {
            return header;
        }
        long number = Upstream.number(header.path("number")).longValueExact() - blocks;
        return number < 0 ? null : upstream.result("eth_getBlockByNumber", Upstream.hex(number), false);
    }

    private long head() {
        return Math.max(0, upstream.quantity("eth_blockNumber").longValueExact() - blocks);
    }

    private static JsonNode older(JsonNode param, long head) {
        boolean newest = param.isString() && List.of("latest", "pending").contains(param.asString());
        return newest ? StringNode.valueOf(Upstream.hex(head)) : param;
    }

    /** EIP-1898: a state read by block hash. */
    private boolean namesNewerBlock(JsonNode param, long head) {
        JsonNode hash = param.path("blockHash");
        if (!hash.isString()) {
            return false;
        }
        JsonNode block = upstream.result("eth_getBlockByHash", Objects.requireNonNull(hash.asString()), false);
        return block.isNull() || isNewer(block, head);
    }

    private static boolean isNewer(JsonNode result, long head) {
        JsonNode first = result.isArray() && !result.isEmpty() ? result.get(0) : result;
        JsonNode number = first.has("blockNumber") ? first.get("blockNumber") : first.path("number");
        return number.isString() && Upstream.number(number).longValueExact() > head;
    }
}
