package io.dapp.transaction.replacement;

import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.PaymentSnapshot;
import io.dapp.transaction.core.replacing.Replacements;
import io.dapp.transaction.core.replacing.Wish;
import io.dapp.transaction.http.ChainChoice;
import io.dapp.transaction.http.JsonBodies;
import io.dapp.transaction.http.KeyedRequests;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@RestController
@ApiResponse(responseCode = "404", description = "not_found", content = @Content)
@ApiResponse(responseCode = "409", description = "not_replaceable, idempotency_key_reused", content = @Content)
@ApiResponse(
        responseCode = "503",
        description = "chain_unavailable, signer_unavailable, service_unavailable: nothing is recorded;"
                + " request_in_progress: repeat; outcome_unknown: read the transaction",
        content = @Content)
final class ReplacementController {
    private static final String TRANSACTIONS = "/api/transactions/";

    private final KeyedRequests keyed;
    private final JsonBodies bodies;
    private final Replacements replacements;

    ReplacementController(KeyedRequests keyed, JsonBodies bodies, Replacements replacements) {
        this.keyed = keyed;
        this.bodies = bodies;
        this.replacements = replacements;
    }

    @Operation(
            summary = "Offer more for a pending transaction",
            description =
                    "Signs it again at the same nonce with both fees raised by an eighth or more. Whichever attempt"
                            + " a block holds decides.")
    @ApiResponse(
            responseCode = "202",
            description = "The transaction with its new attempt",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = PaymentSnapshot.class)))
    @ApiResponse(responseCode = "400", description = "invalid_request", content = @Content)
    @ApiResponse(
            responseCode = "422",
            description = "fee_too_low, insufficient_funds, policy_denied",
            content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = false,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SpeedUpRequest.class)))
    @PostMapping(TRANSACTIONS + "{id}/speed-up")
    ResponseEntity<String> speedUp(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable UUID id,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody(required = false) @Nullable JsonNode body) {
        JsonNode sent = body == null ? JsonNodeFactory.instance.objectNode() : body;
        return replace(
                user,
                id,
                "/speed-up",
                idempotencyKey,
                sent,
                () -> bodies.read(sent, SpeedUpRequest.class).wish());
    }

    @Operation(
            summary = "Cancel a pending transaction",
            description = "Signs a payment of nothing to the wallet itself at the same nonce. Whichever attempt a block"
                    + " holds decides; from now on only the cancel is raised.")
    @ApiResponse(
            responseCode = "202",
            description = "The transaction with its cancel",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = PaymentSnapshot.class)))
    @ApiResponse(responseCode = "422", description = "insufficient_funds", content = @Content)
    @PostMapping(TRANSACTIONS + "{id}/cancel")
    ResponseEntity<String> cancel(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @PathVariable UUID id,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey) {
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        return replace(user, id, "/cancel", idempotencyKey, nothing, Wish.Cancel::new);
    }

    private ResponseEntity<String> replace(
            AuthenticatedUser user,
            UUID id,
            String action,
            @Nullable String idempotencyKey,
            JsonNode body,
            Supplier<Wish> wish) {
        Scope.WRITE.require(user);
        Optional<IdempotencyKey> key =
                keyed.name(user.userId(), "POST " + TRANSACTIONS + id + action, idempotencyKey, body);
        StoredAnswer answer = keyed.answer(
                key,
                () -> ChainChoice.asking(() -> replacements.replace(user.userId(), id, wish.get(), key.orElse(null))));
        return KeyedRequests.response(answer);
    }
}
