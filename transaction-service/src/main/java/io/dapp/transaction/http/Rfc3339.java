package io.dapp.transaction.http;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/** Times as callers write them: RFC 3339 and nothing else that Java would read, so that every one can be stored. */
public final class Rfc3339 {
    private static final Pattern FORM =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");
    private static final String EXPECTED = "must be a time as RFC 3339 has it, like 2026-01-31T12:00:00Z";

    private Rfc3339() {}

    /**
     * A parameter's time; null without one.
     *
     * @throws ProblemException {@code invalid_request} naming the field
     */
    public static @Nullable Instant parameter(String field, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return read(text)
                .orElseThrow(() -> new ProblemException(
                        CommonError.INVALID_REQUEST,
                        "Some fields are not valid",
                        List.of(new FieldError(field, EXPECTED))));
    }

    private static Optional<Instant> read(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (!FORM.matcher(upper).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(upper).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A body's time. */
    public static final class Deserializer extends ValueDeserializer<Instant> {
        @Override
        public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            String text = parser.getString();
            return read(text).orElseGet(() -> (Instant) context.handleWeirdStringValue(Instant.class, text, EXPECTED));
        }
    }
}
