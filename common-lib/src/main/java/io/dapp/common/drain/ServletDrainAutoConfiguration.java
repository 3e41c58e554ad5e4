package io.dapp.common.drain;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;

/** Leave of servlet services. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Filter.class)
@EnableConfigurationProperties(DrainProperties.class)
public final class ServletDrainAutoConfiguration {
    @Bean
    Drain drain(DrainProperties properties) {
        return new Drain(properties.period());
    }

    @Bean
    FilterRegistrationBean<Filter> drainFilter(Drain drain) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
            if (drain.leaving() && response instanceof HttpServletResponse answer) {
                answer.setHeader(HttpHeaders.CONNECTION, "close");
            }
            chain.doFilter(request, response);
        });
        registration.setName("drainFilter");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        return registration;
    }
}
