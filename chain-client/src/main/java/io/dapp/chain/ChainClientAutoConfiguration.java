package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Gives a service the chains of {@code dapp.chains}; a {@link ChainRecord} bean says what nodes must agree with. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(ChainsProperties.class)
public final class ChainClientAutoConfiguration {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Chains chains(
            ChainsProperties properties,
            ObjectProvider<ChainRecord> chainRecord,
            ObjectProvider<MeterRegistry> meters) {
        return Chains.of(
                properties.chains(),
                chainRecord.getIfAvailable(() -> chain -> null),
                meters.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    ChainsLifecycle chainsLifecycle(Chains chains) {
        return new ChainsLifecycle(chains);
    }
}
