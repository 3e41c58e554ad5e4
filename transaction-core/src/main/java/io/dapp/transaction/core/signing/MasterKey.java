package io.dapp.transaction.core.signing;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts wallets' keys. */
final class MasterKey {
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String id;
    private final SecretKey key;
    private final SecureRandom random;

    MasterKey(String id, byte[] key, SecureRandom random) {
        if (key.length != 32) {
            throw new IllegalArgumentException("a master key has 32 bytes");
        }
        this.id = id;
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    String id() {
        return id;
    }

    WalletKey.Encrypted wrap(Address address, byte[] privateKey) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        try {
            return new WalletKey.Encrypted(
                    address,
                    id,
                    new Bytes(iv),
                    new Bytes(cipher(Cipher.ENCRYPT_MODE, iv, address).doFinal(privateKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM does not work here", e);
        }
    }

    /** The caller overwrites what it gets. */
    byte[] unwrap(WalletKey.Encrypted wrapped) {
        if (!wrapped.masterKeyId().equals(id)) {
            throw new SignerUnavailableException("no master key " + wrapped.masterKeyId(), null);
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, wrapped.iv().value(), wrapped.address())
                    .doFinal(wrapped.ciphertext().value());
        } catch (GeneralSecurityException e) {
            throw new SignerUnavailableException("the key of " + wrapped.address() + " does not open", e);
        }
    }

    private Cipher cipher(int mode, byte[] iv, Address address) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(address.bytes());
        return cipher;
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }
}
