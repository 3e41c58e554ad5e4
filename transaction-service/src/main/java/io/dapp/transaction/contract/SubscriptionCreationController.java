package io.dapp.transaction.contract;

import io.dapp.chain.ChainId;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.http.ChainChoice;
import io.dapp.transaction.http.JsonBodies;
import io.dapp.transaction.http.KeyedRequests;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
final class SubscriptionCreationController {
    private static final String PATH = "/api/blockchain/subscriptions";
    private static final String OPERATION = "POST " + PATH;

    private final KeyedRequests keyed;
    private final JsonBodies bodies;
    private final Validator validator;
    private final ChainChoice chains;
    private final SubscriptionMaker maker;

    SubscriptionCreationController(
            KeyedRequests keyed, JsonBodies bodies, Validator validator, ChainChoice chains, SubscriptionMaker maker) {
        this.keyed = keyed;
        this.bodies = bodies;
        this.validator = validator;
        this.chains = chains;
        this.maker = maker;
    }

    @Operation(
            summary = "Watch an event of a contract",
            description = "Each one found is listed under /api/blockchain/events; what comes after the subscription is "
                    + "also pushed as chain.event.")
    @ApiResponse(
            responseCode = "201",
            description = "Created, now or before under the same Idempotency-Key",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = SubscriptionView.class)))
    @ApiResponse(responseCode = "409", description = "idempotency_key_reused", content = @Content)
    @ApiResponse(
            responseCode = "429",
            description = "rate_limited: the caller has as many as he may have",
            content = @Content)
    @ApiResponse(
            responseCode = "503",
            description = "service_unavailable; request_in_progress, outcome_unknown: repeat with the same key",
            content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = SubscriptionRequest.class)))
    @PostMapping(PATH)
    ResponseEntity<String> create(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody JsonNode body) {
        Scope.WRITE.require(user);
        Optional<IdempotencyKey> key = keyed.name(user.userId(), OPERATION, idempotencyKey, body);
        StoredAnswer answer = keyed.answer(key, () -> {
            SubscriptionRequest request = checked(bodies.read(body, SubscriptionRequest.class));
            ChainId chain = chains.choose(request.chainId()).id();
            return maker.make(user.userId(), chain, request, key.orElse(null));
        });
        return KeyedRequests.response(answer);
    }

    private SubscriptionRequest checked(SubscriptionRequest request) {
        List<FieldError> errors = validator.validate(request).stream()
                .map(fault -> new FieldError(
                        fault.getPropertyPath().toString().replace("fromBlock", "from_block"), fault.getMessage()))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(CommonError.INVALID_REQUEST, "Some fields are not valid", errors);
        }
        return request;
    }
}
