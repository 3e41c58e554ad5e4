package io.dapp.common.security;

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

    @Override
    public String getName() {
        return userId.toString();
    }
}
