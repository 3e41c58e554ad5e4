package io.dapp.chain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a node says of code that it runs for the asking: apart from other calls, since callers choose what it costs. */
final class Executions {
    private final Rpc rpc;

    Executions(Rpc rpc) {
        this.rpc = rpc;
    }

    long estimateGas(CallRequest call) {
        return estimateGas(rpc, call);
    }

    static long estimateGas(Rpc rpc, CallRequest call) {
        try {
            return rpc.require("eth_estimateGas", Answers::number, call.fields());
        } catch (NodeErrorException e) {
            throw Reverts.refine(e);
        }
    }

    String call(CallRequest call) {
        try {
            return rpc.require("eth_call", Answers::text, call.fields(), "latest");
        } catch (NodeErrorException e) {
            throw Reverts.refine(e);
        }
    }

    static @Nullable String revertReason(Rpc rpc, TransactionHash hash, BlockRef parent) {
        try {
            Map<String, JsonNode> call = rpc.call("eth_getTransactionByHash", Executions::asCall, hash.toString());
            if (call != null) {
                rpc.call(
                        "eth_call",
                        Answers::text,
                        call,
                        Map.of("blockHash", parent.hash().toString()));
            }
            return null;
        } catch (NodeErrorException e) {
            return Reverts.refine(e) instanceof ExecutionRevertedException reverted ? reverted.reason() : null;
        } catch (ChainUnavailableException e) {
            return null;
        }
    }

    private static Map<String, JsonNode> asCall(JsonNode transaction) {
        Map<String, JsonNode> call = new LinkedHashMap<>();
        for (String field : List.of("from", "to", "value", "gas", "input")) {
            JsonNode value = transaction.path(field);
            if (value.isString()) {
                call.put(field, value);
            }
        }
        return call;
    }
}
