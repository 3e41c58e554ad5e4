package io.dapp.resource;

import io.dapp.common.openapi.ServiceInterface;
import io.dapp.resource.writing.ResourceError;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says besides the calls. */
@Configuration(proxyBeanMethods = false)
class InterfaceDocument {
    @Bean
    ServiceInterface serviceInterface() {
        return new ServiceInterface("Resource service", "Application data.", List.of(ResourceError.values()));
    }
}
