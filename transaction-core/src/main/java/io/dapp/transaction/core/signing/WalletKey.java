package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;

/**
 * A private key as it is stored: AES-256-GCM under a master key, with the address as associated data, so that a
 * ciphertext moved to another wallet's row does not open.
 */
public record WalletKey(Address address, String masterKeyId, Bytes iv, Bytes ciphertext) {
    @Override
    public String toString() {
        return "WalletKey[" + address + " under " + masterKeyId + "]";
    }
}
