package io.dapp.common.openapi;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.OpenAPI;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document of a service that has springdoc and says what it is by a {@link ServiceInterface}. */
@AutoConfiguration
@ConditionalOnClass({OpenAPI.class, GlobalOpenApiCustomizer.class})
@ConditionalOnBean(ServiceInterface.class)
public final class OpenApiAutoConfiguration {
    static {
        // Free JSON, not the methods of the class that holds it here.
        SpringDocUtils.getConfig().replaceWithClass(JsonNode.class, Object.class);
    }

    /** Names as the API writes them: the document's mapper is another one than the API's. */
    @Bean
    ModelResolver snakeCaseModels(ObjectMapperProvider mappers) {
        return new ModelResolver(
                mappers.jsonMapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
    }

    @Bean
    GlobalOpenApiCustomizer commonInterface(ServiceInterface service) {
        return new CommonInterface(service);
    }
}
