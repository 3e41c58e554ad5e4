package io.dapp.common.security;

import reactor.core.publisher.Mono;

/** {@link TokenVerifier} for event loops: never blocks. */
public final class ReactiveTokenVerifier {
    private final TokenChecks checks;

    ReactiveTokenVerifier(TokenChecks checks) {
        this.checks = checks;
    }

    /**
     * Gives the user, or fails with a {@link VerificationException}; never empty. Signals on a thread of ours, which must
     * not be blocked.
     *
     * @param token the compact JWT, without the {@code Bearer} scheme
     */
    public Mono<AuthenticatedUser> verify(String token) {
        return Mono.fromFuture(() -> checks.verify(token), true);
    }
}
