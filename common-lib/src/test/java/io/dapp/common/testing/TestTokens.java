package io.dapp.common.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dapp.common.security.Jwks;
import io.dapp.common.security.JwtJson;
import io.dapp.common.security.LiveSessions;
import io.dapp.common.security.SessionCopy;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Plays auth-service for other services' tests: issues tokens with live sessions in a Redis and serves the JWKS. */
public final class TestTokens implements AutoCloseable {
    public static final String ISSUER = "http://issuer.test";
    public static final String AUDIENCE = "dapp";
    /** What the token of an ordinary login may do. */
    public static final List<String> USER_SCOPES = List.of(
            "account:read",
            "account:write",
            "payments:read",
            "payments:write",
            "resources:read",
            "resources:write",
            "notifications:read",
            "notifications:write");

    private static final String KEY_ID = "test-1";
    private static final KeyPair KEYS = Jwts.SIG.RS256.keyPair().build();

    /** A token and the session behind it. */
    public record Login(UUID userId, UUID sessionId, String token) {}

    private final LiveSessions sessions;
    private final HttpServer server;

    private TestTokens(LiveSessions sessions, HttpServer server) {
        this.sessions = sessions;
        this.server = server;
    }

    /** Marks the Redis as filled (the sentinel), and serves the keys on a free port. */
    public static TestTokens start(String redisUrl) {
        LiveSessions sessions = LiveSessions.in(redisUrl);
        sessions.fill();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/.well-known/jwks.json", TestTokens::answerKeys);
            server.start();
            return new TestTokens(sessions, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The {@code dapp.security.*} properties a service under test needs. */
    public Map<String, String> properties() {
        return Map.of(
                "dapp.security.issuer", ISSUER,
                "dapp.security.audience", AUDIENCE,
                "dapp.security.jwks-uri", jwksUri().toString());
    }

    public URI jwksUri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json");
    }

    /** The keys that sign, for tests that forge. */
    public static KeyPair keys() {
        return KEYS;
    }

    /** A new user with a session, all user scopes and a token of five minutes. */
    public Login login() {
        return login(UUID.randomUUID());
    }

    public Login login(UUID userId) {
        return login(userId, USER_SCOPES.toArray(String[]::new));
    }

    /** As {@link #login(UUID)}, with just these scopes. */
    public Login login(UUID userId, String... scopes) {
        UUID session = UUID.randomUUID();
        Instant expiresAt = Instant.now().plus(Duration.ofHours(24));
        sessions.write(new SessionCopy(session, userId, 1, false, expiresAt));
        return new Login(userId, session, token(userId, session, jwt -> jwt.claim("scope", String.join(" ", scopes))));
    }

    /** A token as auth-service would issue it now, changed as the test wants it. */
    public static String token(UUID userId, UUID sessionId, Consumer<JwtBuilder> change) {
        Instant now = Instant.now();
        JwtBuilder jwt = Jwts.builder().json(new JwtJson());
        jwt.header().keyId(KEY_ID).type("at+jwt");
        jwt.issuer(ISSUER)
                .subject(userId.toString())
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(Duration.ofMinutes(5))))
                .id(UUID.randomUUID().toString())
                .audience()
                .add(AUDIENCE)
                .and()
                .claim("sid", sessionId.toString())
                .claim("roles", List.of("user"))
                .claim("scope", String.join(" ", USER_SCOPES))
                .claim("auth_time", now.getEpochSecond())
                .signWith(KEYS.getPrivate(), Jwts.SIG.RS256);
        change.accept(jwt);
        return jwt.compact();
    }

    /** Ends the session as a logout does: tombstone and message. */
    public void end(Login login) {
        sessions.write(new SessionCopy(login.sessionId(), login.userId(), 2, true, Instant.now()));
    }

    private static void answerKeys(HttpExchange exchange) throws IOException {
        Map<String, Object> set = Jwks.of(Map.of(KEY_ID, (RSAPublicKey) KEYS.getPublic()));
        byte[] body = new JwtJson().serialize(set);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        sessions.close();
    }
}
