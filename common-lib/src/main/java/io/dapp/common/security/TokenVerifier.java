package io.dapp.common.security;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Verifies access tokens (signature, claims and live session) and blocks for at most the configured waits. */
public final class TokenVerifier {
    private final TokenChecks checks;
    private final Duration longestWait;

    TokenVerifier(TokenChecks checks, Duration longestWait) {
        this.checks = checks;
        this.longestWait = longestWait;
    }

    /**
     * Gives the token's user.
     *
     * @param token the compact JWT, without the {@code Bearer} scheme
     * @throws TokenRejectedException if the token is not, or no longer, good
     * @throws SessionsUnavailableException if that cannot be told now
     */
    public AuthenticatedUser verify(String token) {
        return await(checks.verify(token));
    }

    /**
     * Gives the token's user though the session may be over: only for what is harmless then, such as ending it.
     *
     * @throws TokenRejectedException if the token is not one of ours or has expired
     * @throws SessionsUnavailableException if that cannot be told now
     */
    public AuthenticatedUser verifyWithoutSession(String token) {
        return await(checks.verifySigned(token));
    }

    private AuthenticatedUser await(CompletableFuture<AuthenticatedUser> verification) {
        try {
            return verification.get(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VerificationException verdict) {
                throw verdict;
            }
            throw new IllegalStateException("verification failed", e.getCause());
        } catch (TimeoutException e) {
            throw new SessionsUnavailableException("Sessions cannot be checked now.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionsUnavailableException("Sessions cannot be checked now.");
        }
    }
}
