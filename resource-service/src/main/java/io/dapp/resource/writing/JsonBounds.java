package io.dapp.resource.writing;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says what a resource's data may be: bounded, and the same for every reader (I-JSON, RFC 7493). */
final class JsonBounds implements ConstraintValidator<BoundedJson, JsonNode> {
    static final int MAX_BYTES = 65_536;
    static final int MAX_DEPTH = 24;

    @Override
    public boolean isValid(@Nullable JsonNode data, ConstraintValidatorContext context) {
        if (data == null) {
            return true;
        }
        Optional<String> fault = fault(data);
        fault.ifPresent(message -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
        });
        return fault.isEmpty();
    }

    private static Optional<String> fault(JsonNode data) {
        if (!data.isObject()) {
            return Optional.of("must be a JSON object");
        }
        Optional<String> inside = fault(data, 1);
        if (inside.isPresent()) {
            return inside;
        }
        return data.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                ? Optional.of("must be at most " + MAX_BYTES + " bytes")
                : Optional.empty();
    }

    private static Optional<String> fault(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            return Optional.of("must be nested at most " + MAX_DEPTH + " deep");
        }
        if (node.isString() && !wellFormed(node.stringValue())) {
            return Optional.of("may not hold the character U+0000 or halves of characters");
        }
        if (node.isNumber() && !Double.isFinite(node.numberValue().doubleValue())) {
            return Optional.of("may not hold numbers beyond the range of a double");
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!wellFormed(member.getKey())) {
                return Optional.of("may not hold the character U+0000 or halves of characters");
            }
        }
        for (JsonNode child : node) {
            Optional<String> fault = fault(child, depth + 1);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(point -> point == 0 || (point >= 0xD800 && point <= 0xDFFF));
    }
}
