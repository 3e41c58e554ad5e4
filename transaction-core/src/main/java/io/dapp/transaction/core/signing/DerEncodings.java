package io.dapp.transaction.core.signing;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import io.dapp.chain.Address;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads what KMS writes: public keys (RFC 5480) and ECDSA signatures (RFC 3279), in DER. */
final class DerEncodings {
    /** A sequence of (id-ecPublicKey, secp256k1) and a bit string of 65 bytes. */
    private static final byte[] SECP256K1_KEY =
            HexFormat.of().parseHex("3056301006072a8648ce3d020106052b8104000a034200");

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private DerEncodings() {}

    /** r and s as they were written; s may be in either half. */
    record Scalars(BigInteger r, BigInteger s) {}

    /**
     * The account of a public key.
     *
     * @throws IllegalArgumentException when it is no point of secp256k1
     */
    static Address address(byte[] publicKeyInfo) {
        int prefix = SECP256K1_KEY.length;
        if (publicKeyInfo.length != prefix + 65
                || !Arrays.equals(Arrays.copyOf(publicKeyInfo, prefix), SECP256K1_KEY)) {
            throw new IllegalArgumentException("is not a public key of secp256k1");
        }
        byte[] point = Arrays.copyOfRange(publicKeyInfo, prefix, publicKeyInfo.length);
        try {
            return Curve.addressOf(Secp256k1.get().pubkeyParse(point));
        } catch (Secp256k1Exception e) {
            throw new IllegalArgumentException("is not a point of secp256k1", e);
        }
    }

    /**
     * Reads a signature.
     *
     * @throws IllegalArgumentException when it is not written as DER demands
     */
    static Scalars signature(byte[] der) {
        if (der.length < 2 || der[0] != SEQUENCE || der[1] != der.length - 2) {
            throw malformed();
        }
        int second = 2 + lengthAt(der, 2);
        int end = second + lengthAt(der, second);
        if (end != der.length) {
            throw malformed();
        }
        return new Scalars(integer(der, 2, second), integer(der, second, end));
    }

    /** Of an integer with its tag and its length. */
    private static int lengthAt(byte[] der, int at) {
        if (at + 2 > der.length || der[at] != INTEGER || der[at + 1] < 1 || der[at + 1] > 33) {
            throw malformed();
        }
        return 2 + der[at + 1];
    }

    private static BigInteger integer(byte[] der, int from, int to) {
        if (to > der.length) {
            throw malformed();
        }
        byte[] bytes = Arrays.copyOfRange(der, from + 2, to);
        boolean padded = bytes.length > 1 && bytes[0] == 0 && bytes[1] >= 0;
        if (bytes[0] < 0 || padded) {
            throw malformed();
        }
        return new BigInteger(bytes);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("is not a signature in DER");
    }
}
