package io.dapp.common.security;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import java.security.Key;
import java.security.PublicKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signature and claims of an access token; knows nothing of sessions. RS256 only, whatever the token says. */
final class TokenParser {
    /** RFC 9068: tells an access token from any other JWT that the same key signed. */
    static final String TYPE = "at+jwt";

    private static final int MAX_LENGTH = 4096;
    /** Nothing else is needed; {@code zip}, {@code jku}, {@code crit} and the like only help an attacker. */
    private static final Set<String> HEADER_MEMBERS = Set.of("alg", "kid", "typ");

    private final VerificationKeys keys;
    private final Clock clock;
    private final JwtParser parser;

    TokenParser(VerificationKeys keys, String issuer, String audience, Duration clockSkew, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.parser = Jwts.parser()
                .json(new JwtJson())
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(clockSkew.toSeconds())
                .requireIssuer(issuer)
                .requireAudience(audience)
                .sig()
                .clear()
                .add(Jwts.SIG.RS256)
                .and()
                .zip()
                .clear()
                .and()
                .keyLocator(this::key)
                .build();
    }

    /**
     * Checks a token.
     *
     * @throws TokenRejectedException if it is not one of ours, or no longer good
     * @throws UnknownKeyException if its key is not known (yet)
     */
    AuthenticatedUser parse(String token) {
        if (token.length() > MAX_LENGTH) {
            throw invalid("The token is too long.");
        }
        try {
            return user(parser.parseSignedClaims(token).getPayload());
        } catch (ExpiredJwtException e) {
            throw new TokenRejectedException(TokenRejectedException.Reason.EXPIRED, "The token has expired.");
        } catch (JwtException | IllegalArgumentException | DateTimeException e) {
            throw invalid("The token is not valid.");
        }
    }

    private Key key(Header header) {
        // Comes before any verification: a public key must never be used as an HMAC secret, nor no key at all.
        if (!(header instanceof JwsHeader jws)
                || !"RS256".equals(jws.getAlgorithm())
                || !TYPE.equals(jws.getType())
                || !HEADER_MEMBERS.containsAll(jws.keySet())
                || jws.getKeyId() == null) {
            throw invalid("The token is not valid.");
        }
        PublicKey key = keys.find(jws.getKeyId());
        if (key == null) {
            throw new UnknownKeyException();
        }
        return key;
    }

    private AuthenticatedUser user(Claims claims) {
        Instant expiresAt = instant(claims.getExpiration());
        Instant issuedAt = instant(claims.getIssuedAt());
        Instant authTime = Instant.ofEpochSecond(number(claims.get("auth_time")));
        if (!issuedAt.isBefore(expiresAt) || authTime.isAfter(clock.instant().plusSeconds(60))) {
            throw invalid("The token is not valid.");
        }
        return new AuthenticatedUser(
                uuid(claims.getSubject()),
                uuid(text(claims.get("sid"))),
                roles(claims.get("roles")),
                Set.of(text(claims.get("scope")).split(" ", -1)),
                authTime,
                expiresAt,
                text(claims.getId()));
    }

    private static Instant instant(@Nullable Date date) {
        if (date == null) {
            throw invalid("The token lacks a claim.");
        }
        return date.toInstant();
    }

    private static UUID uuid(@Nullable String value) {
        String text = text(value);
        UUID uuid = UUID.fromString(text);
        // UUID.fromString takes shortened forms too; one session must have one spelling.
        if (!uuid.toString().equals(text)) {
            throw invalid("The token is not valid.");
        }
        return uuid;
    }

    private static String text(@Nullable Object value) {
        if (!(value instanceof String text) || text.isEmpty()) {
            throw invalid("The token lacks a claim.");
        }
        return text;
    }

    private static long number(@Nullable Object value) {
        if (!(value instanceof Integer || value instanceof Long)) {
            throw invalid("The token lacks a claim.");
        }
        return ((Number) value).longValue();
    }

    private static Set<String> roles(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            throw invalid("The token lacks a claim.");
        }
        return Set.copyOf(list.stream().map(TokenParser::text).toList());
    }

    private static TokenRejectedException invalid(String message) {
        return new TokenRejectedException(TokenRejectedException.Reason.INVALID, message);
    }

    /** The token names a key that is not known; whether that is the token's fault is for the caller to find out. */
    static final class UnknownKeyException extends RuntimeException {
        UnknownKeyException() {
            super("unknown key id", null, false, false);
        }
    }
}
