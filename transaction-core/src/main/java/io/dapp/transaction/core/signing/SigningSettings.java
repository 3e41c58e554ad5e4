package io.dapp.transaction.core.signing;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who signs for wallets.
 *
 * @param masterKey 32 bytes in base64: what the keys of local wallets are encrypted under; null: none is made here
 * @param masterKeyId stored beside what it encrypts
 * @param otherMasterKeys what else opens wallets' keys: the one before a rotation, or the next one
 * @param defaultSigner who makes the keys of new wallets; those there are stay with theirs
 */
@Validated
@ConfigurationProperties("dapp.signing")
public record SigningSettings(
        @Nullable String masterKey,
        @DefaultValue("local-1") @NotBlank String masterKeyId,
        @DefaultValue List<@Valid OtherMasterKey> otherMasterKeys,
        @DefaultValue("local") Kind defaultSigner,
        @DefaultValue @Valid KmsSettings kms) {

    /** Who can sign. */
    public enum Kind {
        LOCAL,
        KMS
    }

    /**
     * A master key that only opens.
     *
     * @param key 32 bytes in base64
     */
    public record OtherMasterKey(
            @NotBlank String id, @NotBlank String key) {
        public OtherMasterKey {
            requireKey(key);
        }

        @Override
        public String toString() {
            return "OtherMasterKey[" + id + "]";
        }
    }

    public SigningSettings {
        masterKey = masterKey == null || masterKey.isBlank() ? null : masterKey;
        requireKey(masterKey);
        if (defaultSigner == Kind.LOCAL && masterKey == null) {
            throw new IllegalArgumentException("dapp.signing.master-key must be set: 32 random bytes in base64");
        }
        if (defaultSigner == Kind.KMS && !kms.configured()) {
            throw new IllegalArgumentException(
                    "dapp.signing.kms.region must be set where dapp.signing.default-signer is kms");
        }
    }

    MasterKeys masterKeys(SecureRandom random) {
        return new MasterKeys(
                masterKey == null ? null : open(masterKeyId, masterKey, random),
                otherMasterKeys.stream()
                        .map(other -> open(other.id(), other.key(), random))
                        .toList());
    }

    private static MasterKey open(String id, String text, SecureRandom random) {
        byte[] key = Base64.getDecoder().decode(text);
        try {
            return new MasterKey(id, key, random);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static void requireKey(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return;
        }
        String expected = "must be 32 random bytes in base64";
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected);
        }
        Arrays.fill(key, (byte) 0);
        if (key.length != 32) {
            throw new IllegalArgumentException(expected);
        }
    }

    @Override
    public String toString() {
        return "SigningSettings[masterKeyId=" + masterKeyId + ", otherMasterKeys=" + otherMasterKeys
                + ", defaultSigner=" + defaultSigner + "]";
    }
}
