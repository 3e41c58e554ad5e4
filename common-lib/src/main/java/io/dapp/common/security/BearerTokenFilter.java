package io.dapp.common.security;

import io.dapp.common.problem.ServletProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request in as the user its bearer token names; a bad token is answered here. */
final class BearerTokenFilter extends OncePerRequestFilter {
    private final TokenVerifier verifier;
    private final ServletProblemWriter problems;
    private final RequestMatcher protectedPaths;
    private final RequestMatcher endedSessionPaths;
    // Within the request only: an asynchronous dispatch of it finds its user again.
    private final RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    BearerTokenFilter(
            TokenVerifier verifier,
            ServletProblemWriter problems,
            RequestMatcher protectedPaths,
            RequestMatcher endedSessionPaths) {
        this.verifier = verifier;
        this.problems = problems;
        this.protectedPaths = protectedPaths;
        this.endedSessionPaths = endedSessionPaths;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !protectedPaths.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String token = BearerProblems.token(request.getHeader("Authorization"));
        if (token == null) {
            problems.write(request, response, BearerProblems.missing());
            return;
        }
        AuthenticatedUser user;
        try {
            user = endedSessionPaths.matches(request) ? verifier.verifyWithoutSession(token) : verifier.verify(token);
        } catch (VerificationException verdict) {
            problems.write(request, response, BearerProblems.of(verdict));
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new BearerAuthentication(user));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
        chain.doFilter(request, response);
    }
}
