package io.dapp.transaction.core.signing;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import io.dapp.chain.Address;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.web3j.crypto.Hash;

/** secp256k1 as Ethereum uses it: accounts, recovery, and signatures whose s is in the lower half (EIP-2). */
final class Curve {
    static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    private static final Secp256k1 CURVE = Secp256k1.get();

    private Curve() {}

    /** The last 20 bytes of the hash of the uncompressed public key without its prefix. */
    static Address addressOf(byte[] publicKey) {
        byte[] hash = Hash.sha3(Arrays.copyOfRange(publicKey, 1, 65));
        return Address.of(Arrays.copyOfRange(hash, 12, 32));
    }

    /** A signature of this digest by this account; empty when it is another's or none. */
    static Optional<Signature> signature(BigInteger r, BigInteger s, byte[] digest, Address signer) {
        if (!inRange(r) || !inRange(s)) {
            return Optional.empty();
        }
        byte[] compact = compact(r, isLow(s) ? s : ORDER.subtract(s));
        for (int id = 0; id <= 1; id++) {
            if (recover(compact, digest, id).filter(signer::equals).isPresent()) {
                return Optional.of(new Signature(compact, id));
            }
        }
        return Optional.empty();
    }

    /** Whose signature this is; empty when it is nobody's. */
    static Optional<Address> signer(BigInteger r, BigInteger s, int recoveryId, byte[] digest) {
        return inRange(r) && inRange(s) ? recover(compact(r, s), digest, recoveryId) : Optional.empty();
    }

    static boolean isLow(BigInteger s) {
        return s.compareTo(HALF_ORDER) <= 0;
    }

    private static Optional<Address> recover(byte[] compact, byte[] digest, int id) {
        try {
            return Optional.of(addressOf(CURVE.ecdsaRecover(compact, digest, id)));
        } catch (Secp256k1Exception e) {
            return Optional.empty();
        }
    }

    private static boolean inRange(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(ORDER) < 0;
    }

    private static byte[] compact(BigInteger r, BigInteger s) {
        byte[] compact = new byte[64];
        put(r, compact, 0);
        put(s, compact, 32);
        return compact;
    }

    private static void put(BigInteger scalar, byte[] compact, int at) {
        byte[] bytes = scalar.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, compact, at + 32 - length, length);
    }
}
