package io.dapp.auth.token;

import io.dapp.auth.AuthProperties;
import io.dapp.auth.Secret;
import io.dapp.auth.session.Session;
import io.dapp.common.security.JwtJson;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Signs access tokens (RS256, RFC 9068): short-lived, and good only as long as their session is. */
@Component
public final class AccessTokens {
    private static final JwtJson JSON = new JwtJson();

    /** A token and how long it is good. */
    public record Issued(Secret token, Duration expiresIn) {}

    /** What is the same in every token. */
    private record Common(String issuer, String audience, Duration lifetime, String scope) {}

    private final SigningKeys keys;
    private final Clock clock;
    private final Common common;

    AccessTokens(
            SigningKeys keys,
            Clock clock,
            AuthProperties properties,
            @Value("${dapp.security.issuer}") String issuer,
            @Value("${dapp.security.audience:dapp}") String audience) {
        this.keys = keys;
        this.clock = clock;
        this.common =
                new Common(issuer, audience, properties.tokenLifetime(), String.join(" ", properties.userScopes()));
    }

    /** A token for the session's user; ends with the session at the latest. */
    public Issued issue(Session session, Set<String> roles) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant full = now.plus(common.lifetime());
        Instant expiresAt = full.isBefore(session.expiresAt()) ? full : session.expiresAt();
        JwtBuilder jwt = Jwts.builder().json(JSON);
        jwt.header().keyId(keys.signingId()).type("at+jwt");
        String token = jwt.issuer(common.issuer())
                .subject(session.accountId().toString())
                .audience()
                .add(common.audience())
                .and()
                .issuedAt(Date.from(now))
                .expiration(Date.from(expiresAt))
                .id(UUID.randomUUID().toString())
                .claim("sid", session.id().toString())
                .claim("roles", List.copyOf(roles))
                .claim("scope", common.scope())
                .claim("auth_time", session.authenticatedAt().getEpochSecond())
                .signWith(keys.signing(), Jwts.SIG.RS256)
                .compact();
        return new Issued(Secret.of(token), Duration.between(now, expiresAt));
    }
}
