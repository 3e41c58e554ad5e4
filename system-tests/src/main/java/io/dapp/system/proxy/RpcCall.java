package io.dapp.system.proxy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One call of a JSON-RPC request, alone or a member of a batch. */
record RpcCall(JsonNode id, String method, JsonNode parameters, JsonNode whole) {
    static final JsonMapper JSON = JsonMapper.builder().build();

    static RpcCall of(JsonNode call) {
        return new RpcCall(call.path("id"), call.path("method").asString(""), call.path("params"), call);
    }

    ObjectNode result(@Nullable Object result) {
        ObjectNode answer = envelope();
        answer.set("result", JSON.valueToTree(result));
        return answer;
    }

    ObjectNode error(RpcError error) {
        ObjectNode answer = envelope();
        answer.set("error", JSON.valueToTree(Map.of("code", error.code(), "message", error.message())));
        return answer;
    }

    private ObjectNode envelope() {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("jsonrpc", "2.0");
        answer.set("id", id);
        return answer;
    }
}
