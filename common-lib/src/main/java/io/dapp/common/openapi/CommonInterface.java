package io.dapp.common.openapi;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ErrorCode;
import io.dapp.common.problem.Problem;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

/** Adds title, bearer token and the problem that every call may answer (RFC 9457) to a service's document. */
final class CommonInterface implements GlobalOpenApiCustomizer {
    private static final String PROBLEM = "Problem";
    private static final String BEARER = "bearer";

    private final ServiceInterface service;
    private final List<ErrorCode> errors;

    CommonInterface(ServiceInterface service) {
        this.service = service;
        this.errors = Stream.<ErrorCode>concat(Stream.of(CommonError.values()), service.errors().stream())
                .sorted(Comparator.comparingInt(ErrorCode::status).thenComparing(ErrorCode::code))
                .toList();
    }

    @Override
    public void customise(OpenAPI document) {
        document.info(new Info().title(service.title()).version("1").description(service.description()));
        if (document.getComponents() == null) {
            document.components(new Components());
        }
        document.getComponents()
                .addSchemas(PROBLEM, problem())
                .addSecuritySchemes(
                        BEARER,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT"));
        document.security(List.of(new SecurityRequirement().addList(BEARER)));
        if (document.getPaths() != null) {
            document.getPaths().values().forEach(path -> path.readOperations().forEach(CommonInterface::addProblem));
        }
    }

    private static void addProblem(Operation operation) {
        if (operation.getResponses() == null) {
            operation.responses(new ApiResponses());
        }
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("A problem; its code says which")
                                .content(new Content()
                                        .addMediaType(
                                                Problem.MEDIA_TYPE,
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref("#/components/schemas/" + PROBLEM)))));
    }

    private Schema<?> problem() {
        String codes = errors.stream()
                .map(error -> "`" + error.code() + "` (" + error.status() + "): " + error.title())
                .collect(Collectors.joining("\n- ", "- ", ""));
        StringSchema code = new StringSchema();
        code.setEnum(errors.stream().map(ErrorCode::code).distinct().toList());
        code.description("Stable. One of\n" + codes);
        Schema<?> problem = new ObjectSchema()
                .description("RFC 9457")
                .addProperty("type", new StringSchema().description("urn:dapp:problem: and the code"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", code)
                .addProperty(
                        "errors",
                        new ArraySchema()
                                .items(new ObjectSchema()
                                        .addProperty("field", new StringSchema())
                                        .addProperty("message", new StringSchema()))
                                .description("The fields at fault"))
                .addProperty("trace_id", new StringSchema());
        return problem.required(List.of("type", "title", "status", "detail", "code", "trace_id"));
    }
}
