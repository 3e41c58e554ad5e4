package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** Tokens whose signature and claims hold; each is verified once and then remembered, by its hash, until it expires. */
final class SignedTokens {
    private record Verified(AuthenticatedUser user, long withdrawals) {}

    private final TokenParser parser;
    private final VerificationKeys keys;
    private final Clock clock;
    private final Duration clockSkew;
    private final Cache<String, Verified> verified;

    SignedTokens(VerificationKeys keys, SecurityProperties properties, Clock clock) {
        this.parser = new TokenParser(keys, properties.issuer(), properties.audience(), properties.clockSkew(), clock);
        this.keys = keys;
        this.clock = clock;
        this.clockSkew = properties.clockSkew();
        this.verified =
                Caffeine.newBuilder().maximumSize(properties.tokenCacheSize()).build();
    }

    /** Completes exceptionally with a {@link VerificationException}. */
    CompletableFuture<AuthenticatedUser> verify(String token) {
        String hash = sha256(token);
        Verified known = verified.getIfPresent(hash);
        if (known != null && known.withdrawals() == keys.withdrawals()) {
            if (clock.instant().isBefore(known.user().expiresAt().plus(clockSkew))) {
                return CompletableFuture.completedFuture(known.user());
            }
            verified.invalidate(hash);
        }
        try {
            return CompletableFuture.completedFuture(parse(token, hash));
        } catch (VerificationException e) {
            return CompletableFuture.failedFuture(e);
        } catch (TokenParser.UnknownKeyException e) {
            return keys.refresh().thenApply(_ -> parseFinally(token, hash));
        }
    }

    private AuthenticatedUser parseFinally(String token, String hash) {
        try {
            return parse(token, hash);
        } catch (TokenParser.UnknownKeyException e) {
            if (!keys.known()) {
                throw new SessionsUnavailableException("Tokens cannot be verified now.");
            }
            throw new TokenRejectedException(TokenRejectedException.Reason.INVALID, "The token is not valid.");
        }
    }

    private AuthenticatedUser parse(String token, String hash) {
        long withdrawals = keys.withdrawals();
        AuthenticatedUser user = parser.parse(token);
        verified.put(hash, new Verified(user, withdrawals));
        return user;
    }

    private static String sha256(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
