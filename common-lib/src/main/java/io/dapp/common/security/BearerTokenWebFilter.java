package io.dapp.common.security;

import io.dapp.common.problem.ReactiveProblemWriter;
import java.util.function.Function;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets a request in as the user its bearer token names; a bad token is answered here. */
final class BearerTokenWebFilter implements WebFilter {
    private final ReactiveTokenVerifier verifier;
    private final ReactiveProblemWriter problems;
    private final ServerWebExchangeMatcher protectedPaths;

    BearerTokenWebFilter(
            ReactiveTokenVerifier verifier, ReactiveProblemWriter problems, ServerWebExchangeMatcher protectedPaths) {
        this.verifier = verifier;
        this.problems = problems;
        this.protectedPaths = protectedPaths;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return protectedPaths
                .matches(exchange)
                .flatMap(match -> match.isMatch() ? authenticate(exchange, chain) : chain.filter(exchange));
    }

    private Mono<Void> authenticate(ServerWebExchange exchange, WebFilterChain chain) {
        String token = BearerProblems.token(exchange.getRequest().getHeaders().getFirst("Authorization"));
        if (token == null) {
            return problems.write(exchange, BearerProblems.missing());
        }
        // The verdict becomes a value first: an error of the request itself must not be taken for one of the token.
        return verifier.verify(token)
                .<Function<WebFilterChain, Mono<Void>>>map(user -> next -> next.filter(exchange)
                        .contextWrite(ReactiveSecurityContextHolder.withAuthentication(new BearerAuthentication(user))))
                .onErrorResume(
                        VerificationException.class,
                        verdict -> Mono.just(_ -> problems.write(exchange, BearerProblems.of(verdict))))
                .flatMap(answer -> answer.apply(chain));
    }
}
