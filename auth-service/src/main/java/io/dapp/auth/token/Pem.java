package io.dapp.auth.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** RSA keys as PEM (RFC 7468). Messages never repeat what was read. */
final class Pem {
    private static final int MIN_BITS = 2048;

    private Pem() {}

    /** A private key as PKCS#8; a line's end may be written as {@code \n}, as environment variables have it. */
    static RSAPrivateCrtKey privateKey(String pem) {
        RSAPrivateCrtKey key =
                read(RSAPrivateCrtKey.class, new PKCS8EncodedKeySpec(content(pem, "PRIVATE KEY")), "private");
        requireStrength(key.getModulus());
        return key;
    }

    static RSAPublicKey publicKey(String pem) {
        RSAPublicKey key = read(RSAPublicKey.class, new X509EncodedKeySpec(content(pem, "PUBLIC KEY")), "public");
        requireStrength(key.getModulus());
        return key;
    }

    /** The public half of a private key. */
    static RSAPublicKey publicKey(RSAPrivateCrtKey key) {
        return read(RSAPublicKey.class, new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()), "public");
    }

    private static byte[] content(String pem, String label) {
        String text = pem.replace("\\n", "\n").strip();
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        if (!text.startsWith(begin) || !text.endsWith(end)) {
            throw new IllegalArgumentException("must be PEM that begins with " + begin);
        }
        String base64 = text.substring(begin.length(), text.length() - end.length());
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must hold base64 between its PEM lines", e);
        }
    }

    private static <K extends Key> K read(Class<K> type, KeySpec spec, String kind) {
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            return type.cast(kind.equals("private") ? factory.generatePrivate(spec) : factory.generatePublic(spec));
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalArgumentException("must be an RSA " + kind + " key", e);
        }
    }

    private static void requireStrength(BigInteger modulus) {
        if (modulus.bitLength() < MIN_BITS) {
            throw new IllegalArgumentException("must have at least " + MIN_BITS + " bits");
        }
    }
}
