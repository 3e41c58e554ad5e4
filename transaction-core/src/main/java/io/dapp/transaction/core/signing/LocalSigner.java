package io.dapp.transaction.core.signing;

import fr.acinq.secp256k1.Secp256k1;
import io.dapp.chain.Address;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.crypto.Hash;

/** Signs in this process by libsecp256k1; keys are open only while it signs, and overwritten after. */
public final class LocalSigner implements Signer {
    private final MasterKey master;
    private final SecureRandom random;
    private final Secp256k1 curve = Secp256k1.get();

    LocalSigner(MasterKey master, SecureRandom random) {
        this.master = master;
        this.random = random;
    }

    @Override
    public List<Signature> sign(WalletKey key, List<byte[]> digests) {
        byte[] privateKey = master.unwrap(key);
        try {
            List<Signature> signatures = new ArrayList<>(digests.size());
            for (byte[] digest : digests) {
                byte[] compact = curve.sign(digest, privateKey);
                signatures.add(new Signature(compact, recoveryId(compact, digest, key.address())));
            }
            return signatures;
        } finally {
            Arrays.fill(privateKey, (byte) 0);
        }
    }

    @Override
    public WalletKey create() {
        byte[] privateKey = new byte[32];
        try {
            do {
                random.nextBytes(privateKey);
            } while (!curve.secKeyVerify(privateKey));
            return master.wrap(addressOf(curve.pubkeyCreate(privateKey)), privateKey);
        } finally {
            Arrays.fill(privateKey, (byte) 0);
        }
    }

    // Recovering is also the proof that the signature spends from this account and no other.
    private int recoveryId(byte[] compact, byte[] digest, Address signer) {
        for (int id = 0; id <= 1; id++) {
            if (addressOf(curve.ecdsaRecover(compact, digest, id)).equals(signer)) {
                return id;
            }
        }
        throw new SignerUnavailableException("the key of " + signer + " is another account's", null);
    }

    /** The last 20 bytes of the hash of the uncompressed public key without its prefix. */
    private static Address addressOf(byte[] publicKey) {
        byte[] hash = Hash.sha3(Arrays.copyOfRange(publicKey, 1, 65));
        return Address.of(Arrays.copyOfRange(hash, 12, 32));
    }
}
