package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;

/** What a wallet's row says about who signs for it. */
public sealed interface WalletKey {
    Address address();

    /** Whether a signature is another system's to give: it is asked for outside any database transaction. */
    boolean remote();

    /**
     * A private key as it is stored: AES-256-GCM under a master key, with the address as associated data, so that a
     * ciphertext moved to another wallet's row does not open.
     */
    record Encrypted(Address address, String masterKeyId, Bytes iv, Bytes ciphertext) implements WalletKey {
        @Override
        public boolean remote() {
            return false;
        }

        @Override
        public String toString() {
            return "WalletKey[" + address + " under " + masterKeyId + "]";
        }
    }

    /** A key that AWS KMS has made and never gives away. */
    record Kms(Address address, String keyId) implements WalletKey {
        @Override
        public boolean remote() {
            return true;
        }
    }
}
