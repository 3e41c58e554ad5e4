package io.dapp.transaction;

import io.dapp.common.openapi.ServiceInterface;
import io.dapp.transaction.core.PaymentError;
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
                "Transaction service", "Payments, wallets and chains.", List.of(PaymentError.values()));
    }

    /** A snapshot's metadata is JSON kept as text, written out as the JSON it is. */
    @Bean
    OpenApiCustomizer metadataIsAnObject() {
        return document -> {
            Schema<?> snapshot = document.getComponents().getSchemas().get("PaymentSnapshot");
            if (snapshot != null) {
                snapshot.getProperties().put("metadata", new ObjectSchema());
            }
        };
    }
}
