package io.dapp.common.security;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Token verification for every service; off with {@code dapp.security.enabled=false} (who has no API). */
@AutoConfiguration
@ConditionalOnProperty(name = "dapp.security.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SecurityProperties.class)
public final class SecurityAutoConfiguration {

    @Bean
    TokenVerifier tokenVerifier() {
        return new TokenVerifier();
    }

    @Bean
    ReactiveTokenVerifier reactiveTokenVerifier() {
        return new ReactiveTokenVerifier();
    }

    @Bean
    SessionWatch sessionWatch() {
        return new SessionWatch();
    }
}
