package io.dapp.transaction.submission;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** PostgreSQL stores no NUL and no half of a surrogate pair in text; JSON can spell both. */
final class Characters {
    private Characters() {}

    static boolean storable(JsonNode node) {
        if (node.isString()) {
            return storable(node.stringValue());
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            if (!storable(property.getKey())) {
                return false;
            }
        }
        for (JsonNode child : node) {
            if (!storable(child)) {
                return false;
            }
        }
        return true;
    }

    private static boolean storable(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
