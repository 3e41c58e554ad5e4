package io.dapp.resource.reading;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReadingSettings.class)
class ReadingConfiguration {
    @Bean
    BoundedLoads boundedLoads(ReadingSettings settings) {
        return new BoundedLoads(settings);
    }
}
