package io.dapp.common.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as it is answered (RFC 9457).
 *
 * @param headers of the answer, for instance {@code Allow}
 * @param extra further members
 */
public record Problem(
        ErrorCode code,
        String detail,
        List<FieldError> errors,
        Map<String, String> headers,
        Map<String, Object> extra) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ErrorCode code, String detail) {
        return new Problem(code, detail, List.of(), Map.of(), Map.of());
    }

    static Problem of(ErrorCode code, String detail, List<FieldError> errors) {
        return new Problem(code, detail, errors, Map.of(), Map.of());
    }

    static Problem of(ProblemException e) {
        Map<String, String> headers = e.retryAfter().map(Problem::retryAfter).orElse(Map.of());
        return new Problem(e.code(), e.detail(), e.errors(), headers, e.extra());
    }

    static Problem unavailable(String detail) {
        return new Problem(
                CommonError.SERVICE_UNAVAILABLE, detail, List.of(), retryAfter(Duration.ofSeconds(2)), Map.of());
    }

    Problem with(Map<String, String> moreHeaders) {
        return new Problem(code, detail, errors, moreHeaders, extra);
    }

    Problem detailed(String newDetail) {
        return new Problem(code, newDetail, errors, headers, extra);
    }

    private static Map<String, String> retryAfter(Duration wait) {
        // Whole seconds, rounded up: earlier would be refused again.
        return Map.of(
                "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    /** The members, in the order they are written. */
    public Map<String, Object> body(@Nullable String traceId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:dapp:problem:" + code.code());
        body.put("title", code.title());
        body.put("status", code.status());
        body.put("detail", detail);
        body.put("code", code.code());
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        if (traceId != null) {
            body.put("trace_id", traceId);
        }
        body.putAll(extra);
        return body;
    }
}
