package io.dapp.common.problem;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/** Answers whatever reaches the end of a reactive service's chain; before Boot's own error page. */
final class ReactiveProblemHandler implements WebExceptionHandler, Ordered {
    private final ReactiveProblemWriter problems;

    ReactiveProblemHandler(ReactiveProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        return DisconnectedClientHelper.isClientDisconnectedException(failure)
                ? Mono.error(failure)
                : problems.write(exchange, failure);
    }
}
