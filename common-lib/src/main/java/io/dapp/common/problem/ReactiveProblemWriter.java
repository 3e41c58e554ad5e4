package io.dapp.common.problem;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems of reactive services. */
public final class ReactiveProblemWriter {
    private final JsonMapper json;
    private final ProblemLog log;

    ReactiveProblemWriter(JsonMapper json, ProblemLog log) {
        this.json = json;
        this.log = log;
    }

    /** Answers with the problem that the exception is; fails with it when the answer has begun already. */
    public Mono<Void> write(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        return write(exchange, logged(exchange, failure));
    }

    /** Logs with the request's trace: this may be a thread that knows nothing of it. */
    private Problem logged(ServerWebExchange exchange, Throwable failure) {
        try (var _ = MDC.putCloseable("traceId", traceId(exchange))) {
            return log.answer(
                    failure,
                    exchange.getRequest().getMethod().name(),
                    exchange.getRequest().getPath().value());
        }
    }

    public Mono<Void> write(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.code().status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        problem.headers().forEach(response.getHeaders()::set);
        byte[] body = json.writeValueAsBytes(problem.body(traceId(exchange)));
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    private static @Nullable String traceId(ServerWebExchange exchange) {
        return TraceIds.of(ServerRequestObservationContext.findCurrent(exchange.getAttributes())
                .orElse(null));
    }
}
