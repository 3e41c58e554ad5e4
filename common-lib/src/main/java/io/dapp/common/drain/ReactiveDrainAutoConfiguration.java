package io.dapp.common.drain;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.WebFilter;

/** Leave of reactive services. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
@EnableConfigurationProperties(DrainProperties.class)
public final class ReactiveDrainAutoConfiguration {
    @Bean
    Drain drain(DrainProperties properties) {
        return new Drain(properties.period());
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebFilter drainFilter(Drain drain) {
        return (exchange, chain) -> {
            if (drain.leaving()) {
                exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
            }
            return chain.filter(exchange);
        };
    }
}
