package io.dapp.common.security;

import java.util.concurrent.CompletableFuture;

/** A token's whole verification: what is written in it, then whether its session is alive. */
final class TokenChecks {
    private final SignedTokens tokens;
    private final SessionChecks sessions;

    TokenChecks(SignedTokens tokens, SessionChecks sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** Completes exceptionally with a {@link VerificationException}, and within the configured waits. */
    CompletableFuture<AuthenticatedUser> verify(String token) {
        return tokens.verify(token)
                .thenCompose(user -> sessions.check(user.sessionId()).thenApply(verdict -> switch (verdict) {
                    case ALIVE -> user;
                    case ENDED ->
                        throw new TokenRejectedException(
                                TokenRejectedException.Reason.SESSION_ENDED, "The session has ended.");
                    case UNKNOWN -> throw new SessionsUnavailableException("Sessions cannot be checked now.");
                }));
    }

    /** As {@link #verify}, without asking for the session. */
    CompletableFuture<AuthenticatedUser> verifySigned(String token) {
        return tokens.verify(token);
    }
}
