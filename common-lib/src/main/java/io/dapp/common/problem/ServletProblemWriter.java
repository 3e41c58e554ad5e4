package io.dapp.common.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.ServerHttpObservationFilter;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no controller does: filters, security's entry points, error dispatch. */
public final class ServletProblemWriter {
    private final JsonMapper json;
    private final ProblemLog log;

    ServletProblemWriter(JsonMapper json, ProblemLog log) {
        this.json = json;
        this.log = log;
    }

    /** Answers with the problem that the exception is; nothing when the answer has begun already. */
    public void write(HttpServletRequest request, HttpServletResponse response, Throwable failure) throws IOException {
        write(request, response, log.answer(failure, request.getMethod(), request.getRequestURI()));
    }

    public void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.code().status());
        problem.headers().forEach(response::setHeader);
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.writeValueAsBytes(problem.body(traceId(request))));
        response.flushBuffer();
    }

    static @Nullable String traceId(HttpServletRequest request) {
        return TraceIds.of(
                ServerHttpObservationFilter.findObservationContext(request).orElse(null));
    }
}
