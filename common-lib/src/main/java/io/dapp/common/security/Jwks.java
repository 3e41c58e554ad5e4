package io.dapp.common.security;

import io.jsonwebtoken.io.DeserializationException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON Web Key Set (RFC 7517) of RSA signing keys. */
public final class Jwks {
    private static final int MIN_BITS = 2048;
    private static final JwtJson JSON = new JwtJson();

    private Jwks() {}

    /** The set as auth-service publishes it, by key id. */
    public static Map<String, Object> of(Map<String, RSAPublicKey> keys) {
        List<Map<String, String>> members = keys.entrySet().stream()
                .map(key -> Map.of(
                        "kty",
                        "RSA",
                        "use",
                        "sig",
                        "alg",
                        "RS256",
                        "kid",
                        key.getKey(),
                        "n",
                        encode(key.getValue().getModulus()),
                        "e",
                        encode(key.getValue().getPublicExponent())))
                .toList();
        return Map.of("keys", members);
    }

    /**
     * The keys in a set that may verify a token; others are left out.
     *
     * @throws IllegalArgumentException if that is no key set
     */
    static Map<String, PublicKey> parse(byte[] json) {
        Map<String, ?> set;
        try {
            set = JSON.deserialize(json);
        } catch (DeserializationException e) {
            throw new IllegalArgumentException("not a key set", e);
        }
        if (!(set.get("keys") instanceof List<?> members)) {
            throw new IllegalArgumentException("not a key set");
        }
        Map<String, PublicKey> keys = new LinkedHashMap<>();
        for (Object member : members) {
            if (member instanceof Map<?, ?> key && usable(key) && key.get("kid") instanceof String id) {
                RSAPublicKey parsed = key(key);
                if (parsed.getModulus().bitLength() >= MIN_BITS) {
                    keys.put(id, parsed);
                }
            }
        }
        return Map.copyOf(keys);
    }

    private static boolean usable(Map<?, ?> key) {
        return "RSA".equals(key.get("kty"))
                && (!key.containsKey("use") || "sig".equals(key.get("use")))
                && (!key.containsKey("alg") || "RS256".equals(key.get("alg")));
    }

    private static RSAPublicKey key(Map<?, ?> key) {
        if (!(key.get("n") instanceof String n) || !(key.get("e") instanceof String e)) {
            throw new IllegalArgumentException("an RSA key without n or e");
        }
        try {
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(decode(n), decode(e)));
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException("not an RSA key", failure);
        }
    }

    private static String encode(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        byte[] magnitude = Arrays.copyOfRange(bytes, sign, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(magnitude);
    }

    private static BigInteger decode(String text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }
}
