package io.dapp.system.node;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One JSON-RPC call as it arrived, alone or in a batch. */
public record RpcCall(String method, List<JsonNode> params, JsonNode whole) {
    static final JsonMapper JSON = JsonMapper.builder().build();

    static RpcCall of(JsonNode whole) {
        JsonNode params = whole.path("params");
        return new RpcCall(
                whole.path("method").asString(""), params.isArray() ? List.copyOf(params.values()) : List.of(), whole);
    }

    /** The parameter at {@code index} as text; null when it is absent or no string. */
    public @Nullable String text(int index) {
        return index < params.size() && params.get(index).isString()
                ? params.get(index).asString()
                : null;
    }

    /** The same call with other parameters. */
    RpcCall with(List<JsonNode> others) {
        ObjectNode changed = (ObjectNode) whole.deepCopy();
        changed.set("params", JSON.valueToTree(others));
        return new RpcCall(method, others, changed);
    }

    JsonNode answer(JsonNode result) {
        return envelope().set("result", result);
    }

    JsonNode error(int code, String message) {
        ObjectNode error = JSON.createObjectNode().put("code", code).put("message", message);
        return envelope().set("error", error);
    }

    private ObjectNode envelope() {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", whole.path("id"));
        return answer;
    }
}
