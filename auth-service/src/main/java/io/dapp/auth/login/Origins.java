package io.dapp.auth.login;

import io.dapp.auth.AuthError;
import io.dapp.auth.AuthProperties;
import io.dapp.common.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The browser applications that may use the cookie. */
@Component
final class Origins {
    private final Set<String> allowed;

    Origins(AuthProperties properties) {
        this.allowed = Set.copyOf(properties.allowedOrigins());
    }

    /**
     * Refuses what another site's page, or no page at all, sent: SameSite alone lets sibling domains through.
     *
     * @throws ProblemException {@code origin_not_allowed}
     */
    void check(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null || !allowed.contains(origin)) {
            throw new ProblemException(
                    AuthError.ORIGIN_NOT_ALLOWED, "A refresh token in a cookie needs an allowed Origin.");
        }
    }
}
