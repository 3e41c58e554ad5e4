package io.dapp.chain;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call to try out.
 *
 * @param to null for a deployment
 * @param data 0x and hexadecimal digits
 */
public record CallRequest(
        Address from,
        @Nullable Address to,
        Wei value,
        @Nullable String data) {
    /** As JSON-RPC wants it. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("from", from.toString());
        if (to != null) {
            fields.put("to", to.toString());
        }
        fields.put("value", "0x" + value.value().toString(16));
        if (data != null) {
            fields.put("data", data);
        }
        return fields;
    }
}
