package io.dapp.auth.token;

import io.dapp.auth.AuthProperties;
import io.dapp.auth.Secret;
import io.dapp.auth.session.Session;
import io.dapp.common.config.InvalidConfigurationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Refresh tokens: {@code r1.<session and number>.<HMAC-SHA256 of those>}. Nothing of them is stored, so nothing grows and
 * the newest can be given again; a forged one is refused before anything is looked up.
 */
@Component
public final class RefreshTokens {
    private static final String VERSION = "r1";
    private static final int KEY_BYTES = 32;
    private static final int CONTENT_BYTES = 3 * Long.BYTES;
    private static final int MAX_LENGTH = 128;

    /** What a genuine token says. */
    public record Content(UUID sessionId, long counter) {}

    private final SecretKeySpec key;

    RefreshTokens(AuthProperties properties) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(properties.refreshKey().reveal().strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException("dapp.auth.refresh-key", "must be base64");
        }
        if (bytes.length < KEY_BYTES) {
            throw new InvalidConfigurationException("dapp.auth.refresh-key", "must have at least 32 bytes");
        }
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** The newest token of a session. */
    public Secret newest(Session session) {
        byte[] content = ByteBuffer.allocate(CONTENT_BYTES)
                .putLong(session.id().getMostSignificantBits())
                .putLong(session.id().getLeastSignificantBits())
                .putLong(session.counter())
                .array();
        return Secret.of(VERSION + "." + encode(content) + "." + encode(mac(content)));
    }

    /** What the token says; empty if we did not make it. */
    public Optional<Content> read(Secret token) {
        String[] parts = token.reveal().length() > MAX_LENGTH
                ? new String[0]
                : token.reveal().split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(parts[1]);
            byte[] mac = Base64.getUrlDecoder().decode(parts[2]);
            if (content.length != CONTENT_BYTES || !MessageDigest.isEqual(mac, mac(content))) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(content);
            return Optional.of(new Content(new UUID(buffer.getLong(), buffer.getLong()), buffer.getLong()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private byte[] mac(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            // Whatever else this key may once authenticate is not a refresh token.
            mac.update("refresh".getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
