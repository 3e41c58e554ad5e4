package io.dapp.transaction.core.signing;

import java.util.List;

/** Signs for custodial wallets; local here, remote with a key management service. */
public interface Signer {
    /**
     * Signs digests of 32 bytes, in their order, all or none.
     *
     * @throws SignerUnavailableException when it cannot sign now; nothing was signed
     */
    List<Signature> sign(WalletKey key, List<byte[]> digests);

    /** Makes a new key. */
    WalletKey create();
}
