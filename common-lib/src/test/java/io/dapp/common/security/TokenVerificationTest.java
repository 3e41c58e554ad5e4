package io.dapp.common.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dapp.common.security.TokenRejectedException.Reason;
import io.dapp.common.testing.TestTokens;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenVerificationTest {
    private static final UUID USER = UUID.randomUUID();
    private static final UUID SESSION = UUID.randomUUID();

    private final FixedKeys keys = new FixedKeys();
    private Clock clock = Clock.systemUTC();

    @Test
    void aTokenOfOursGivesItsUser() {
        AuthenticatedUser user = verify(TestTokens.token(USER, SESSION, _ -> {}));

        assertThat(user.userId()).isEqualTo(USER);
        assertThat(user.sessionId()).isEqualTo(SESSION);
        assertThat(user.roles()).containsExactly("user");
        assertThat(user.scopes()).containsExactlyInAnyOrderElementsOf(TestTokens.USER_SCOPES);
        assertThat(user.may("payments:write")).isTrue();
        assertThat(user.expiresAt())
                .isBetween(Instant.now().plusSeconds(290), Instant.now().plusSeconds(300));
    }

    @Test
    void anExpiredTokenSaysSo() {
        String token = TestTokens.token(
                USER, SESSION, jwt -> jwt.expiration(Date.from(Instant.now().minusSeconds(3))));

        assertRejected(token, Reason.EXPIRED);
    }

    @Test
    void aRememberedTokenExpiresToo() {
        SignedTokens tokens = tokens();
        String token = TestTokens.token(USER, SESSION, _ -> {});
        assertThat(tokens.verify(token)).isCompleted();

        clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6));

        assertThat(reason(tokens, token)).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void aWithdrawnKeyEndsWhatItSigned() {
        SignedTokens tokens = tokens();
        String token = TestTokens.token(USER, SESSION, _ -> {});
        assertThat(tokens.verify(token)).isCompleted();

        keys.known = Map.of("other", TestTokens.keys().getPublic());
        keys.withdrawals++;

        assertThat(reason(tokens, token)).isEqualTo(Reason.INVALID);
    }

    @Test
    void whileNoKeysAreKnownNoTokenIsJudged() {
        keys.known = Map.of();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> tokens().verify(TestTokens.token(USER, SESSION, _ -> {}))
                        .join())
                .withCauseInstanceOf(SessionsUnavailableException.class);
    }

    @Test
    void anotherIssuerAudienceOrTypeIsRefused() {
        assertInvalid(jwt -> jwt.issuer("http://evil.test"));
        assertInvalid(jwt -> jwt.audience().clear().add("others"));
        assertInvalid(jwt -> jwt.header().type("JWT"));
        assertInvalid(jwt -> jwt.header().type(null));
    }

    @Test
    void eachClaimIsRequired() {
        assertInvalid(jwt -> jwt.issuer(null));
        assertInvalid(jwt -> jwt.subject(null));
        assertInvalid(jwt -> jwt.id(null));
        assertInvalid(jwt -> jwt.expiration(null));
        assertInvalid(jwt -> jwt.issuedAt(null));
        assertInvalid(jwt -> jwt.audience().clear());
        for (String claim : new String[] {"sid", "roles", "scope", "auth_time"}) {
            assertInvalid(jwt -> jwt.claim(claim, null));
        }
    }

    @Test
    void aClaimOfAnotherShapeIsRefused() {
        assertInvalid(jwt -> jwt.subject("1"));
        assertInvalid(jwt -> jwt.subject("0-0-0-0-1"));
        assertInvalid(jwt -> jwt.claim("sid", 7));
        assertInvalid(jwt -> jwt.claim("roles", "admin"));
        assertInvalid(jwt -> jwt.claim("auth_time", "now"));
        assertInvalid(jwt -> jwt.claim("auth_time", Long.MAX_VALUE));
        assertInvalid(
                jwt -> jwt.claim("auth_time", Instant.now().plusSeconds(3600).getEpochSecond()));
    }

    @Test
    void anUnknownHeaderMemberIsRefused() {
        assertInvalid(jwt -> jwt.header().add("jku", "http://evil.test/jwks.json"));
        assertInvalid(jwt -> jwt.header().keyId(null));
        assertInvalid(jwt -> jwt.compressWith(Jwts.ZIP.DEF));
    }

    @Test
    void aForgedSignatureIsRefused() {
        KeyPair foreign = Jwts.SIG.RS256.keyPair().build();
        assertInvalid(jwt -> jwt.signWith(foreign.getPrivate(), Jwts.SIG.RS256));
        assertInvalid(jwt -> jwt.signWith(TestTokens.keys().getPrivate(), Jwts.SIG.RS512));
        assertInvalid(jwt -> jwt.signWith(TestTokens.keys().getPrivate(), Jwts.SIG.PS256));
        String good = TestTokens.token(USER, SESSION, _ -> {});
        String[] parts = good.split("\\.", -1);
        String otherUser = encode(
                decode(parts[1]).replace(USER.toString(), UUID.randomUUID().toString()));
        assertRejected(parts[0] + "." + otherUser + "." + parts[2], Reason.INVALID);
        assertRejected(parts[0] + "." + parts[1] + ".", Reason.INVALID);
        assertRejected(parts[0] + "." + parts[1], Reason.INVALID);
    }

    @Test
    void noAlgorithmIsNoSignature() {
        String[] parts = TestTokens.token(USER, SESSION, _ -> {}).split("\\.", -1);
        for (String algorithm : new String[] {"none", "None", "NONE", ""}) {
            String header = encode("{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"test-1\"}".formatted(algorithm));
            assertRejected(header + "." + parts[1] + ".", Reason.INVALID);
            assertRejected(header + "." + parts[1] + "." + parts[2], Reason.INVALID);
        }
    }

    @Test
    void thePublicKeyIsNoSecret() throws Exception {
        String[] parts = TestTokens.token(USER, SESSION, _ -> {}).split("\\.", -1);
        String signed = encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"test-1\"}") + "." + parts[1];
        byte[] encoded = TestTokens.keys().getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret : new byte[][] {encoded, pem.getBytes(StandardCharsets.UTF_8)}) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            assertRejected(
                    signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature), Reason.INVALID);
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String text : new String[] {"", ".", "..", "...", "a.b.c", "{}", "\u0000", "x".repeat(5000)}) {
            assertRejected(text, Reason.INVALID);
        }
        String twice = "{\"alg\":\"RS256\",\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"test-1\"}";
        String[] parts = TestTokens.token(USER, SESSION, _ -> {}).split("\\.", -1);
        assertRejected(encode(twice) + "." + parts[1] + "." + parts[2], Reason.INVALID);
    }

    private AuthenticatedUser verify(String token) {
        return tokens().verify(token).join();
    }

    private SignedTokens tokens() {
        Clock movable = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return clock.instant();
            }
        };
        return new SignedTokens(keys, LiveSessions.defaults(), movable);
    }

    private void assertInvalid(Consumer<JwtBuilder> change) {
        assertRejected(TestTokens.token(USER, SESSION, change), Reason.INVALID);
    }

    private void assertRejected(String token, Reason reason) {
        assertThat(reason(tokens(), token)).as(token).isEqualTo(reason);
    }

    private static @Nullable Reason reason(SignedTokens tokens, String token) {
        CompletableFuture<AuthenticatedUser> verification = tokens.verify(token);
        Throwable failure = verification.handle((_, thrown) -> thrown).join();
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof TokenRejectedException rejected ? rejected.reason() : null;
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static final class FixedKeys implements VerificationKeys {
        private Map<String, PublicKey> known =
                Map.of("test-1", TestTokens.keys().getPublic());
        private long withdrawals;

        @Override
        public @Nullable PublicKey find(String keyId) {
            return known.get(keyId);
        }

        @Override
        public boolean known() {
            return !known.isEmpty();
        }

        @Override
        public CompletableFuture<@Nullable Void> refresh() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public long withdrawals() {
            return withdrawals;
        }
    }
}
