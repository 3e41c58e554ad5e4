package io.dapp.auth;

import io.dapp.common.openapi.ServiceInterface;
import java.util.List;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says besides the calls. */
@Configuration(proxyBeanMethods = false)
class InterfaceDocument {
    static {
        SpringDocUtils.getConfig().replaceWithClass(Secret.class, String.class);
    }

    @Bean
    ServiceInterface serviceInterface() {
        return new ServiceInterface("Auth service", "Accounts and sessions.", List.of(AuthError.values()));
    }
}
