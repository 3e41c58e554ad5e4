package io.dapp.common.problem;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import tools.jackson.core.JacksonException;

/** Which problem an exception is. Knows nothing of servlets or reactive streams; both adapters use it. */
final class ProblemMapping {
    private ProblemMapping() {}

    /** Empty when nobody expected it: an internal error. */
    static Optional<Problem> of(Throwable failure) {
        return Optional.ofNullable(known(failure));
    }

    static Problem internal() {
        return Problem.of(
                CommonError.INTERNAL, "The request could not be completed; the trace_id finds it in our logs");
    }

    /** What an answer with this status and no more knowledge looks like. */
    static Problem ofStatus(int status) {
        return Arrays.stream(CommonError.values())
                .filter(error -> error.status() == status)
                .findFirst()
                .map(error -> Problem.of(error, error.title()))
                .orElseGet(() -> status < 500
                        ? Problem.of(CommonError.INVALID_REQUEST, CommonError.INVALID_REQUEST.title())
                        : internal());
    }

    private static @Nullable Problem known(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return Problem.of(problem);
        }
        if (failure instanceof AccessDeniedException) {
            return ofStatus(403);
        }
        if (failure instanceof AuthenticationException) {
            return ofStatus(401);
        }
        List<FieldError> faults = ParameterFaults.in(failure);
        if (!faults.isEmpty()) {
            return Problem.of(CommonError.INVALID_REQUEST, "Some fields are not valid", faults);
        }
        if (BodyFaults.tooLarge(failure)) {
            return Problem.of(CommonError.PAYLOAD_TOO_LARGE, "The body is larger than this service accepts");
        }
        Optional<JacksonException> json = cause(failure, JacksonException.class);
        if (json.isPresent() && BodyFaults.isRequestBody(failure)) {
            return BodyFaults.describe(json.get());
        }
        if (failure instanceof HttpMessageConversionException && BodyFaults.isRequestBody(failure)) {
            return Problem.of(CommonError.INVALID_REQUEST, "A body is required");
        }
        if (failure instanceof ErrorResponse response
                && response.getStatusCode().isError()) {
            return ofErrorResponse(response);
        }
        return Unavailability.isDatabaseAway(failure)
                ? Problem.unavailable("The database does not answer; try again shortly")
                : null;
    }

    private static @Nullable Problem ofErrorResponse(ErrorResponse response) {
        int status = response.getStatusCode().value();
        if (status == 500) {
            return null;
        }
        Problem problem = ofStatus(status);
        HttpHeaders headers = response.getHeaders();
        return switch (status) {
            case 405 -> withHeader(problem, HttpHeaders.ALLOW, headers, "This resource answers to ");
            case 415 -> withHeader(problem, HttpHeaders.ACCEPT, headers, "A body is read as ");
            case 400 ->
                BodyFaults.isRequestBody((Throwable) response) ? problem.detailed("A body is required") : problem;
            default -> problem;
        };
    }

    private static Problem withHeader(Problem problem, String name, HttpHeaders headers, String meaning) {
        String value = headers.getFirst(name);
        return value == null ? problem : problem.with(Map.of(name, value)).detailed(meaning + value);
    }

    static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 32; depth++, cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
