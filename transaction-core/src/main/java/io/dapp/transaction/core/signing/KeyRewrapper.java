package io.dapp.transaction.core.signing;

import fr.acinq.secp256k1.Secp256k1;
import java.util.Arrays;

/** Encrypts wallets' keys anew, under the current master key. */
public final class KeyRewrapper {
    private final MasterKeys masters;
    private final Secp256k1 curve = Secp256k1.get();

    KeyRewrapper(MasterKeys masters) {
        this.masters = masters;
    }

    /** What the keys will be under. */
    public String masterKeyId() {
        return masters.currentId();
    }

    /**
     * The same key under the current master key. It is the address's, and what is returned has been opened again.
     *
     * @throws SignerUnavailableException when the key does not open, or is another account's
     */
    public WalletKey.Encrypted rewrap(WalletKey.Encrypted wrapped) {
        return masters.open(wrapped, privateKey -> {
            if (!Curve.addressOf(curve.pubkeyCreate(privateKey)).equals(wrapped.address())) {
                throw new SignerUnavailableException("the key of " + wrapped.address() + " is another account's", null);
            }
            WalletKey.Encrypted rewrapped = masters.wrap(wrapped.address(), privateKey);
            if (!masters.open(rewrapped, opened -> Arrays.equals(opened, privateKey))) {
                throw new IllegalStateException("AES-256-GCM does not work here");
            }
            return rewrapped;
        });
    }
}
