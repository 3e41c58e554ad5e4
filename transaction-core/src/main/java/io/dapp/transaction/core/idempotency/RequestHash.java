package io.dapp.transaction.core.idempotency;

import io.dapp.transaction.core.Bytes;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.erdtman.jcs.JsonCanonicalizer;

/** What makes two bodies the same: the SHA-256 of their canonical form (RFC 8785). */
public final class RequestHash {
    private RequestHash() {}

    /**
     * Hashes a JSON object as it was sent: no default is filled in, only spelling is levelled.
     *
     * @param body already known to be well-formed JSON of bounded depth
     * @throws IllegalArgumentException when it has no canonical form, for instance by a duplicate property
     */
    public static Bytes of(byte[] body) {
        try {
            byte[] canonical = new JsonCanonicalizer(body).getEncodedUTF8();
            return new Bytes(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (IOException e) {
            throw new IllegalArgumentException("the body has no canonical form", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
