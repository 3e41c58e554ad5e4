package io.dapp.common.problem;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown by any code on a request's way; answered as the problem it names. It is an answer, not a fault: no stack. */
public class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient ErrorCode code;
    private final transient List<FieldError> errors;
    private final transient @Nullable Duration retryAfter;
    private final transient Map<String, Object> extra;

    /** @param detail told to the caller as it is: never a library's message, never a secret */
    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, List.of(), null, Map.of());
    }

    public ProblemException(ErrorCode code, String detail, List<FieldError> errors) {
        this(code, detail, errors, null, Map.of());
    }

    public ProblemException(ErrorCode code, String detail, @Nullable Duration retryAfter) {
        this(code, detail, List.of(), retryAfter, Map.of());
    }

    /** @param extra further members of the problem, for instance {@code transaction_id} */
    public ProblemException(
            ErrorCode code,
            String detail,
            List<FieldError> errors,
            @Nullable Duration retryAfter,
            Map<String, Object> extra) {
        super(detail, null, false, false);
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
        this.extra = Map.copyOf(extra);
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        String message = getMessage();
        return message == null ? code.title() : message;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public Map<String, Object> extra() {
        return extra;
    }
}
