package io.dapp.transaction;

import io.dapp.common.openapi.ServiceInterface;
import io.dapp.transaction.core.PaymentError;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says besides the calls. */
@Configuration(proxyBeanMethods = false)
class InterfaceDocument {
    @Bean
    ServiceInterface serviceInterface() {
        return new ServiceInterface(
                "Transaction service",
                "Payments, wallets, contract events and chains.",
                List.of(PaymentError.values()));
    }

    /** A snapshot's metadata and an event's values are JSON kept as text, written out as the JSON it is. */
    @Bean
    OpenApiCustomizer keptJsonIsAnObject() {
        return document -> {
            anObject(document, "PaymentSnapshot", "metadata");
            anObject(document, "ContractEvent", "args");
        };
    }

    private static void anObject(OpenAPI document, String schema, String property) {
        Schema<?> found = document.getComponents().getSchemas().get(schema);
        if (found != null) {
            found.getProperties().put(property, new ObjectSchema());
        }
    }
}
