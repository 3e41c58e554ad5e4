package io.dapp.transaction.core.signing;

import java.security.SecureRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The signers of a service that may use wallets' keys. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SigningSettings.class)
public class SigningConfiguration {
    @Bean
    Signer signer(SigningSettings settings) {
        KmsSigner kms =
                settings.kms().configured() ? new KmsSigner(KmsClients.client(settings.kms()), settings.kms()) : null;
        return new Signers(local(settings), kms, settings.defaultSigner());
    }

    /** A signer whose keys are encrypted under the configured master key. */
    public static Signer localSigner(SigningSettings settings) {
        return local(settings);
    }

    /** What a rotation of the master key encrypts by. */
    public static KeyRewrapper rewrapper(SigningSettings settings) {
        return new KeyRewrapper(settings.masterKeys(new SecureRandom()));
    }

    private static LocalSigner local(SigningSettings settings) {
        SecureRandom random = new SecureRandom();
        return new LocalSigner(settings.masterKeys(random), random);
    }
}
