package io.dapp.common.security;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Whoever a request was verified to come from. Controllers take it as {@code @AuthenticationPrincipal}.
 *
 * @param authTime when the user last proved who they are; a refresh does not change it
 * @param expiresAt when the access token ends; what outlives it (a socket) needs another one
 * @param tokenId the token's {@code jti}
 */
public record AuthenticatedUser(
        UUID userId,
        UUID sessionId,
        Set<String> roles,
        Set<String> scopes,
        Instant authTime,
        Instant expiresAt,
        String tokenId)
        implements AuthenticatedPrincipal {

    public AuthenticatedUser {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    /** Whether the token was issued for this; names are {@code <what>:read} and {@code <what>:write}. */
    public boolean may(String scope) {
        return scopes.contains(scope);
    }

    /**
     * Refuses what the token was not issued for.
     *
     * @throws ProblemException {@code forbidden} if the scope is missing
     */
    public void require(String scope) {
        if (!may(scope)) {
            throw new ProblemException(CommonError.FORBIDDEN, "The token lacks the scope " + scope + ".");
        }
    }

    @Override
    public String getName() {
        return userId.toString();
    }
}
