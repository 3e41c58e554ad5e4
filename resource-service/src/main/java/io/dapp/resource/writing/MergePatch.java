package io.dapp.resource.writing;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** RFC 7396. */
final class MergePatch {
    static final String MEDIA_TYPE = "application/merge-patch+json";

    private MergePatch() {}

    static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode merged =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else {
                JsonNode before = merged.path(member.getKey());
                merged.set(member.getKey(), apply(before, member.getValue()));
            }
        }
        return merged;
    }
}
