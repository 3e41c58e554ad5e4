package io.dapp.common.security;

/** Verifies access tokens (signature, claims and live session) and blocks for at most the configured wait. */
public final class TokenVerifier {

    /**
     * Gives the token's user.
     *
     * @param token the compact JWT, without the {@code Bearer} scheme
     * @throws TokenRejectedException if the token is not, or no longer, good
     * @throws SessionsUnavailableException if that cannot be told now
     */
    public AuthenticatedUser verify(String token) {
        if (token.isEmpty()) {
            throw new TokenRejectedException(TokenRejectedException.Reason.INVALID, "No token.");
        }
        throw new SessionsUnavailableException("Sessions cannot be checked.");
    }
}
