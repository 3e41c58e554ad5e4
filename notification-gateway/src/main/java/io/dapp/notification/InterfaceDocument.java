package io.dapp.notification;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The OpenAPI document. Written by hand: the WebSocket is no controller's method that a tool could read. */
@Configuration(proxyBeanMethods = false)
class InterfaceDocument {
    private static final ClassPathResource DOCUMENT = new ClassPathResource("openapi.json");

    @Bean
    RouterFunction<ServerResponse> documentRoute() {
        return route(
                GET("/v3/api-docs"),
                _ -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(DOCUMENT));
    }
}
