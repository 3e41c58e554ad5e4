package io.dapp.common.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers what a controller, or Spring MVC on its way there, throws. */
@RestControllerAdvice
final class ServletProblemAdvice {
    private final ProblemLog log;

    ServletProblemAdvice(ProblemLog log) {
        this.log = log;
    }

    @ExceptionHandler(Exception.class)
    @Nullable
    ResponseEntity<Map<String, Object>> answer(Exception failure, HttpServletRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return null;
        }
        Problem problem = log.answer(failure, request.getMethod(), request.getRequestURI());
        return ResponseEntity.status(problem.code().status())
                .headers(headers -> problem.headers().forEach(headers::set))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.body(ServletProblemWriter.traceId(request)));
    }
}
