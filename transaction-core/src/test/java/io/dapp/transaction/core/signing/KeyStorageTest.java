package io.dapp.transaction.core.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.transaction.core.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

        assertThat(settings(secret).toString()).doesNotContain(secret);
        assertThat(new MasterKey("test", new byte[32], random).toString()).isEqualTo("MasterKey[test]");
        assertThat(key.toString()).doesNotContain(key.ciphertext().toString().substring(2));
    }

    @Test
    void aMasterKeyOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> settings("c2hvcnQ="))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be 32 random bytes in base64");
    }

    @Test
    void anOpenedKeyIsOverwrittenAlsoWhenItsUseFails() {
        List<byte[]> seen = new ArrayList<>();
        MasterKeys masters = new MasterKeys(new MasterKey("test", new byte[32], random), List.of());
        WalletKey.Encrypted key = new LocalSigner(masters, random).create();

        masters.open(key, opened -> {
            assertThat(opened).isNotEqualTo(new byte[32]);
            return seen.add(opened);
        });
        assertThatThrownBy(() -> masters.open(key, opened -> {
                    seen.add(opened);
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        assertThat(seen).hasSize(2).allSatisfy(opened -> assertThat(opened).containsOnly(0));
    }

    @Test
    void aNewKeyIsOverwrittenOnceItIsEncrypted() {
        List<byte[]> drawn = new ArrayList<>();
        SecureRandom watched = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                super.nextBytes(bytes);
                drawn.add(bytes);
            }
        };

        new LocalSigner(new MasterKeys(new MasterKey("test", new byte[32], random), List.of()), watched).create();

        assertThat(drawn).isNotEmpty().allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    }

    @Test
    void everyKnownMasterKeyOpensAndTheCurrentOneEncrypts() {
        MasterKey old = new MasterKey("old", filled(1), random);
        MasterKey next = new MasterKey("next", filled(2), random);
        WalletKey.Encrypted before = new LocalSigner(new MasterKeys(old, List.of()), random).create();
        MasterKeys both = new MasterKeys(next, List.of(old));

        WalletKey.Encrypted after = new KeyRewrapper(both).rewrap(before);

        assertThat(new LocalSigner(both, random).sign(before, List.of(DIGEST))).hasSize(1);
        assertThat(after.masterKeyId()).isEqualTo("next");
        assertThat(new LocalSigner(new MasterKeys(next, List.of()), random).sign(after, List.of(DIGEST)))
                .hasSize(1);
    }

    @Test
    void whereAllKeysAreInKmsNoMasterKeyIsNeeded() {
        KmsSettings kms =
                new KmsSettings("eu-central-1", null, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 1, 1);
        MasterKey old = new MasterKey("old", filled(1), random);
        WalletKey.Encrypted before = new LocalSigner(new MasterKeys(old, List.of()), random).create();
        LocalSigner none = new LocalSigner(
                new SigningSettings(null, "local-1", List.of(), SigningSettings.Kind.KMS, kms).masterKeys(random),
                random);

        assertThatThrownBy(none::create).isInstanceOf(SignerUnavailableException.class);
        assertThatThrownBy(() -> none.sign(before, List.of(DIGEST))).isInstanceOf(SignerUnavailableException.class);
        assertThat(new LocalSigner(new MasterKeys(null, List.of(old)), random).sign(before, List.of(DIGEST)))
                .hasSize(1);
        assertThatThrownBy(() -> new SigningSettings(" ", "local-1", List.of(), SigningSettings.Kind.LOCAL, kms))
                .hasMessageContaining("dapp.signing.master-key must be set");
    }

    @Test
    void twoMasterKeysOfOneNameAreRefused() {
        MasterKey one = new MasterKey("same", filled(1), random);
        MasterKey other = new MasterKey("same", filled(2), random);

        assertThatThrownBy(() -> new MasterKeys(one, List.of(other))).hasMessage("two master keys are named same");
    }

    private static SigningSettings settings(String masterKey) {
        KmsSettings none = new KmsSettings(null, null, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 1, 1);
        return new SigningSettings(
                masterKey,
                "local-1",
                List.of(new SigningSettings.OtherMasterKey(
                        "old", Base64.getEncoder().encodeToString(filled(0)))),
                SigningSettings.Kind.LOCAL,
                none);
    }

    private static byte[] filled(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }

    private LocalSigner signer(String id, byte first) {
        byte[] key = new byte[32];
        key[0] = first;
        return new LocalSigner(new MasterKeys(new MasterKey(id, key, random), List.of()), random);
    }
}
