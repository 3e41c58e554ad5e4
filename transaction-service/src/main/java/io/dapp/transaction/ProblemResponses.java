package io.dapp.transaction;

import io.dapp.common.problem.Problem;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Says of each call which problems it answers, by their codes; what a call names itself stays as it says it. */
@Component
final class ProblemResponses implements OpenApiCustomizer {
    private static final String SCHEMA = "#/components/schemas/Problem";

    @Override
    public void customise(OpenAPI document) {
        document.getPaths()
                .forEach((path, calls) -> calls.readOperations().forEach(operation -> describe(path, operation)));
    }

    private static void describe(String path, Operation operation) {
        add(operation, "400", "invalid_request");
        add(operation, "401", "unauthorized");
        add(operation, "403", "forbidden");
        if (path.startsWith("/api/wallets/{address}")) {
            add(operation, "404", "wallet_not_found");
        } else if (path.contains("{")) {
            add(operation, "404", "not_found");
        }
        boolean asksAChain = path.endsWith("/balance") || path.contains("/{chainId}/");
        add(operation, "503", asksAChain ? "chain_unavailable, service_unavailable" : "service_unavailable");
        operation.getResponses().forEach((status, response) -> {
            if (status.startsWith("4") || status.startsWith("5")) {
                response.setContent(content());
            }
        });
    }

    private static void add(Operation operation, String status, String codes) {
        operation.getResponses().putIfAbsent(status, new ApiResponse().description(codes));
    }

    private static Content content() {
        return new Content().addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(new Schema<>().$ref(SCHEMA)));
    }
}
