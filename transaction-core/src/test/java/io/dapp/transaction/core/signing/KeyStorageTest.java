package io.dapp.transaction.core.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.transaction.core.Bytes;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyStorageTest {
    private static final byte[] DIGEST = new byte[32];

    private final SecureRandom random = new SecureRandom();
    private final LocalSigner signer = signer("test", (byte) 1);

    @Test
    void aKeySignsForItsOwnAddress() {
        assertThat(signer.sign(signer.create(), List.of(DIGEST, DIGEST))).hasSize(2);
    }

    @Test
    void aCiphertextMovedToAnotherWalletDoesNotOpen() {
        WalletKey.Encrypted mine = signer.create();
        WalletKey victim = signer.create();
        WalletKey moved = new WalletKey.Encrypted(victim.address(), mine.masterKeyId(), mine.iv(), mine.ciphertext());

        assertThatThrownBy(() -> signer.sign(moved, List.of(DIGEST)))
                .isInstanceOf(SignerUnavailableException.class)
                .hasMessageContaining(victim.address().toString());
    }

    @Test
    void aChangedCiphertextDoesNotOpen() {
        WalletKey.Encrypted key = signer.create();
        byte[] changed = key.ciphertext().value();
        changed[0] ^= 1;

        assertThatThrownBy(() -> signer.sign(
                        new WalletKey.Encrypted(key.address(), key.masterKeyId(), key.iv(), new Bytes(changed)),
                        List.of(DIGEST)))
                .isInstanceOf(SignerUnavailableException.class);
    }

    @Test
    void anotherMasterKeyDoesNotOpenIt() {
        WalletKey.Encrypted key = signer.create();

        assertThatThrownBy(() -> signer("test", (byte) 2).sign(key, List.of(DIGEST)))
                .isInstanceOf(SignerUnavailableException.class);
        assertThatThrownBy(() -> signer("other", (byte) 1).sign(key, List.of(DIGEST)))
                .isInstanceOf(SignerUnavailableException.class)
                .hasMessage("no master key test");
    }

    @Test
    void nothingThatIsPrintedHoldsAKey() {
        String secret = Base64.getEncoder().encodeToString(new byte[32]);
        WalletKey.Encrypted key = signer.create();

        assertThat(new SigningSettings(secret, "local-1").toString()).doesNotContain(secret);
        assertThat(new MasterKey("test", new byte[32], random).toString()).isEqualTo("MasterKey[test]");
        assertThat(key.toString()).doesNotContain(key.ciphertext().toString().substring(2));
    }

    @Test
    void aMasterKeyOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new SigningSettings("c2hvcnQ=", "local-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be 32 random bytes in base64");
    }

    private LocalSigner signer(String id, byte first) {
        byte[] key = new byte[32];
        key[0] = first;
        return new LocalSigner(new MasterKey(id, key, random), random);
    }
}
