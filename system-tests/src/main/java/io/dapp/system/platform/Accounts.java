package io.dapp.system.platform;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** auth-service's keys, and people who register and log in there. */
final class Accounts {
    private static final String PASSWORD = "correct horse battery staple";

    private final KeyPair keys = newKeys();

    /** An RSA key as PEM, for auth-service's environment. */
    String signingKey() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** A new account with a session. */
    User register(Platform platform, URI auth) {
        String email = UUID.randomUUID() + "@example.test";
        String credentials = "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}";
        Api.Answer registered = new Api(auth, null).post("/api/auth/register", credentials);
        if (registered.status() != 201) {
            throw new AssertionError("not registered: " + registered);
        }
        Api.Answer login = new Api(auth, null).post("/api/auth/login", credentials);
        if (login.status() != 200) {
            throw new AssertionError("not logged in: " + login);
        }
        return new User(platform, credentials, login);
    }

    /** A token that auth-service might have signed: {@code token} with other claims. */
    String forged(String token, Consumer<ObjectNode> change) {
        String[] parts = token.split("\\.", -1);
        ObjectNode claims =
                (ObjectNode) Api.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        change.accept(claims);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String signed = parts[0] + "." + encoder.encodeToString(Api.JSON.writeValueAsBytes(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoder.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
