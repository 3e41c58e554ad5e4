package io.dapp.transaction.core.signing;

import fr.acinq.secp256k1.Secp256k1;
import io.dapp.chain.Address;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** Signs in this process by libsecp256k1; keys are open only while it signs, and overwritten after. */
public final class LocalSigner implements Signer {
    private final MasterKeys masters;
    private final SecureRandom random;
    private final Secp256k1 curve = Secp256k1.get();

    LocalSigner(MasterKeys masters, SecureRandom random) {
        this.masters = masters;
        this.random = random;
    }

    @Override
    public List<Signature> sign(WalletKey key, List<byte[]> digests) {
        if (!(key instanceof WalletKey.Encrypted encrypted)) {
            throw new SignerUnavailableException("the key of " + key.address() + " is not kept here", null);
        }
        return masters.open(
                encrypted,
                privateKey -> digests.stream()
                        .map(digest -> signature(curve.sign(digest, privateKey), digest, key.address()))
                        .toList());
    }

    @Override
    public WalletKey.Encrypted create() {
        byte[] privateKey = new byte[32];
        try {
            do {
                random.nextBytes(privateKey);
            } while (!curve.secKeyVerify(privateKey));
            return masters.wrap(Curve.addressOf(curve.pubkeyCreate(privateKey)), privateKey);
        } finally {
            Arrays.fill(privateKey, (byte) 0);
        }
    }

    // Recovering is also the proof that the signature spends from this account and no other.
    private static Signature signature(byte[] compact, byte[] digest, Address signer) {
        BigInteger r = new BigInteger(1, compact, 0, 32);
        BigInteger s = new BigInteger(1, compact, 32, 32);
        return Curve.signature(r, s, digest, signer)
                .orElseThrow(
                        () -> new SignerUnavailableException("the key of " + signer + " is another account's", null));
    }
}
