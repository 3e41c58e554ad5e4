package io.dapp.transaction.core.signing;

import jakarta.validation.constraints.NotBlank;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The master key that wallets' keys are encrypted under.
 *
 * @param masterKey 32 bytes in base64
 * @param masterKeyId stored beside what it encrypts
 */
@Validated
@ConfigurationProperties("dapp.signing")
public record SigningSettings(
        @NotBlank(message = "must be set: 32 random bytes in base64")
        String masterKey,

        @DefaultValue("local-1") @NotBlank String masterKeyId) {

    public SigningSettings {
        if (masterKey != null && !masterKey.isBlank()) {
            requireKey(masterKey);
        }
    }

    byte[] masterKeyBytes() {
        return Base64.getDecoder().decode(masterKey);
    }

    private static void requireKey(String text) {
        String expected = "must be 32 random bytes in base64";
        int length;
        try {
            length = Base64.getDecoder().decode(text).length;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected);
        }
        if (length != 32) {
            throw new IllegalArgumentException(expected);
        }
    }

    @Override
    public String toString() {
        return "SigningSettings[masterKeyId=" + masterKeyId + "]";
    }
}
