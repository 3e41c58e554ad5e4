package io.dapp.common.problem;

import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is wrong with a JSON body, in the caller's words: the field's path and what belongs there. */
final class BodyFaults {
    // The parser has no exception of its own for it.
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.{1,100}?)\"");
    private static final int LONGEST_NAME = 100;

    private BodyFaults() {}

    /** Whether it came from reading a request, not from reading something else while answering one. */
    static boolean isRequestBody(Throwable failure) {
        return failure instanceof HttpMessageNotReadableException
                || failure instanceof DecodingException
                || failure instanceof ServerWebInputException;
    }

    static boolean tooLarge(Throwable failure) {
        return ProblemMapping.cause(failure, BodyTooLargeException.class).isPresent()
                || ProblemMapping.cause(failure, DataBufferLimitException.class).isPresent();
    }

    static Problem describe(JacksonException e) {
        if (e instanceof DatabindException || e instanceof InputCoercionException) {
            String field = path(e);
            String message = switch (e) {
                case UnrecognizedPropertyException _ -> "is not known";
                case InputCoercionException _ -> "is out of range";
                default -> expectation(e);
            };
            return field.isEmpty()
                    ? Problem.of(CommonError.INVALID_REQUEST, "The body " + message)
                    : Problem.of(
                            CommonError.INVALID_REQUEST,
                            "Some fields are not valid",
                            List.of(new FieldError(field, message)));
        }
        Matcher duplicate = DUPLICATE.matcher(String.valueOf(e.getOriginalMessage()));
        if (duplicate.find()) {
            return Problem.of(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError(duplicate.group(1), "is given more than once")));
        }
        return Problem.of(CommonError.INVALID_REQUEST, "The body is not well-formed JSON");
    }

    private static String path(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.length() > LONGEST_NAME ? path.substring(0, LONGEST_NAME) + "…" : path.toString();
    }

    private static String expectation(JacksonException e) {
        String ours = ownMessage(e);
        if (ours != null) {
            return ours;
        }
        return e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? "must be " + expected(mismatch.getTargetType())
                : "is not valid";
    }

    /** A value type of ours refused the value and says why; a library's message is never repeated. */
    private static @Nullable String ownMessage(JacksonException e) {
        Throwable cause = e.getCause();
        if (cause == null || cause.getStackTrace().length == 0) {
            return null;
        }
        return cause.getStackTrace()[0].getClassName().startsWith("io.dapp.") ? cause.getMessage() : null;
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "an RFC 3339 time";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "an array" : "of another type";
    }
}
