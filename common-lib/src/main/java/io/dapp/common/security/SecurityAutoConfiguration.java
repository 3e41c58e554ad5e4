package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;

/** Token verification for every service; off with {@code dapp.security.enabled=false} (who has no API). */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnProperty(name = "dapp.security.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SecurityProperties.class)
public final class SecurityAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(VerificationKeys.class)
    JwksKeys verificationKeys(SecurityProperties properties) {
        return new JwksKeys(properties.jwksUri(), properties.keys(), Ticker.systemTicker());
    }

    @Bean
    SessionRuntime sessionRuntime(
            SecurityProperties properties,
            DataRedisConnectionDetails redis,
            VerificationKeys keys,
            ObjectProvider<Clock> clock) {
        return new SessionRuntime(
                properties.sessions(),
                SessionRedis.client(properties.sessions(), redis),
                SessionRedis.uri(properties.sessions(), redis),
                keys,
                clock.getIfAvailable(Clock::systemUTC),
                Ticker.systemTicker());
    }

    @Bean(destroyMethod = "")
    SessionStore sessionStore(SessionRuntime runtime) {
        return runtime.store();
    }

    @Bean
    SessionWatch sessionWatch(SessionRuntime runtime) {
        return runtime.watch();
    }

    @Bean
    MeterBinder sessionMeters(SessionRuntime runtime) {
        return runtime.meters();
    }

    @Bean
    TokenChecks tokenChecks(
            SecurityProperties properties, VerificationKeys keys, SessionRuntime runtime, ObjectProvider<Clock> clock) {
        return new TokenChecks(
                new SignedTokens(keys, properties, clock.getIfAvailable(Clock::systemUTC)), runtime.checks());
    }

    @Bean
    TokenVerifier tokenVerifier(TokenChecks checks, SecurityProperties properties) {
        return new TokenVerifier(checks, properties.longestWait());
    }

    @Bean
    ReactiveTokenVerifier reactiveTokenVerifier(TokenChecks checks) {
        return new ReactiveTokenVerifier(checks);
    }
}
