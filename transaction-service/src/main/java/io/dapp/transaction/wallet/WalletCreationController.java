package io.dapp.transaction.wallet;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
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
import tools.jackson.databind.node.JsonNodeFactory;

@RestController
final class WalletCreationController {
    private static final String PATH = "/api/wallets";
    private static final String OPERATION = "POST " + PATH;

    private final KeyedRequests keyed;
    private final JsonBodies bodies;
    private final Validator validator;
    private final WalletMaker maker;

    WalletCreationController(KeyedRequests keyed, JsonBodies bodies, Validator validator, WalletMaker maker) {
        this.keyed = keyed;
        this.bodies = bodies;
        this.validator = validator;
        this.maker = maker;
    }

    @Operation(summary = "Create a custodial wallet", description = "Its key is made here and never leaves.")
    @ApiResponse(
            responseCode = "201",
            description = "Created, now or before under the same Idempotency-Key",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = WalletView.class)))
    @ApiResponse(responseCode = "409", description = "idempotency_key_reused", content = @Content)
    @ApiResponse(
            responseCode = "503",
            description =
                    "signer_unavailable, service_unavailable; request_in_progress, outcome_unknown: repeat with the"
                            + " same key",
            content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = WalletRequest.class)))
    @PostMapping(PATH)
    ResponseEntity<String> create(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody(required = false) @Nullable JsonNode body) {
        Scope.WRITE.require(user);
        JsonNode sent = body == null ? JsonNodeFactory.instance.objectNode() : body;
        Optional<IdempotencyKey> key = keyed.name(user.userId(), OPERATION, idempotencyKey, sent);
        StoredAnswer answer = keyed.answer(key, () -> {
            WalletRequest request = checked(bodies.read(sent, WalletRequest.class));
            return maker.make(user.userId(), request.name(), key.orElse(null));
        });
        return KeyedRequests.response(answer);
    }

    private WalletRequest checked(WalletRequest request) {
        List<FieldError> errors = validator.validate(request).stream()
                .map(fault -> new FieldError(fault.getPropertyPath().toString(), fault.getMessage()))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(CommonError.INVALID_REQUEST, "Some fields are not valid", errors);
        }
        return request;
    }
}
