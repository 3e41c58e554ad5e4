package io.dapp.transaction.core.signing;

import java.util.List;
import java.util.UUID;

/** Signs for custodial wallets, each by what its row names. */
public interface Signer {
    /**
     * Signs digests of 32 bytes, in their order, all or none. A {@linkplain WalletKey#remote() remote} key's signatures
     * are a network call: never inside a database transaction.
     *
     * @throws SignerUnavailableException when it cannot sign now; nothing was signed
     */
    List<Signature> sign(WalletKey key, List<byte[]> digests);

    /**
     * Makes a new key; perhaps by a network call.
     *
     * @throws SignerUnavailableException when it cannot make one now
     */
    WalletKey create();

    /**
     * The same; a key that is kept elsewhere is marked there by what it was made for.
     *
     * @throws SignerUnavailableException when it cannot make one now
     */
    default WalletKey create(UUID intent) {
        return create();
    }

    /** Whether new keys are made by a network call, and stay where they were made also when nothing is recorded. */
    default boolean createsRemotely() {
        return false;
    }
}
