package io.dapp.transaction.core.signing;

import java.security.SecureRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The signer of a service that may open keys. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SigningSettings.class)
public class SigningConfiguration {
    @Bean
    Signer signer(SigningSettings settings) {
        return localSigner(settings);
    }

    /** A signer whose keys are encrypted under the configured master key. */
    public static Signer localSigner(SigningSettings settings) {
        SecureRandom random = new SecureRandom();
        return new LocalSigner(new MasterKey(settings.masterKeyId(), settings.masterKeyBytes(), random), random);
    }
}
