package io.dapp.local.edge;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A small JSON object with known fields. */
final class ToolInput {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;

    private ToolInput(JsonNode object) {
        this.object = object;
    }

    static ToolInput parse(byte[] body, Set<String> fields) {
        JsonNode object;
        try {
            object = JSON.readTree(body);
        } catch (JacksonException e) {
            throw new InvalidInputException("The body is not valid JSON.");
        }
        if (object == null || !object.isObject()) {
            throw new InvalidInputException("The body is not a JSON object.");
        }
        for (String name : object.propertyNames()) {
            if (!fields.contains(name)) {
                throw new InvalidInputException("Unknown field " + name + ".");
            }
        }
        return new ToolInput(object);
    }

    String text(String field) {
        String value = optionalText(field);
        if (value == null) {
            throw new InvalidInputException(field + " is missing.");
        }
        return value;
    }

    @Nullable
    String optionalText(String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new InvalidInputException(field + " is not a string.");
        }
        return value.asString();
    }

    int number(String field, int lowest, int highest) {
        JsonNode value = object.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new InvalidInputException(field + " is not a whole number.");
        }
        int number = value.asInt();
        if (number < lowest || number > highest) {
            throw new InvalidInputException(field + " is between " + lowest + " and " + highest + ".");
        }
        return number;
    }
}
