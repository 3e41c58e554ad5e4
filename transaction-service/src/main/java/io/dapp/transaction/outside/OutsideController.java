package io.dapp.transaction.outside;

import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.line.PaymentAnswer;
import io.dapp.transaction.http.JsonBodies;
import io.dapp.transaction.http.KeyedRequests;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
@ApiResponse(
        responseCode = "202",
        description = "Recorded, now or before: the caller's own record of it",
        content = @Content(mediaType = "application/json", schema = @Schema(implementation = PaymentAnswer.class)))
@ApiResponse(responseCode = "400", description = "invalid_request", content = @Content)
@ApiResponse(responseCode = "409", description = "idempotency_key_reused", content = @Content)
@ApiResponse(
        responseCode = "429",
        description = "rate_limited: too many of the caller's are pending",
        content = @Content)
@ApiResponse(
        responseCode = "503",
        description = "chain_unavailable, service_unavailable: nothing is recorded;"
                + " request_in_progress: repeat; outcome_unknown: so too, or read the transaction_id",
        content = @Content)
final class OutsideController {
    private static final String RAW = "/api/blockchain/transaction/raw";
    private static final String TRACK = "/api/blockchain/transaction/track";

    private final KeyedRequests keyed;
    private final JsonBodies bodies;
    private final Outside outside;

    OutsideController(KeyedRequests keyed, JsonBodies bodies, Outside outside) {
        this.keyed = keyed;
        this.bodies = bodies;
        this.outside = outside;
    }

    @Operation(
            summary = "Send a transaction that one's own wallet has signed",
            description =
                    "Answered once its bytes are committed; it is sent, sent again and followed afterwards. It stands"
                            + " outside every nonce line and cannot be replaced.")
    @ApiResponse(responseCode = "422", description = "wrong_chain, fee_too_low, insufficient_funds", content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = RawRequest.class)))
    @PostMapping(RAW)
    ResponseEntity<String> send(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody JsonNode body) {
        Scope.WRITE.require(user);
        Optional<IdempotencyKey> key = keyed.name(user.userId(), "POST " + RAW, idempotencyKey, body);
        StoredAnswer answer = keyed.answer(
                key, () -> outside.send(user.userId(), bodies.read(body, RawRequest.class), key.orElse(null)));
        return KeyedRequests.response(answer);
    }

    @Operation(
            summary = "Watch a transaction that is sent elsewhere",
            description = "from, to, amount and nonce are null until a node shows it. One that no node has shown by its"
                    + " deadline fails as not_found.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = TrackRequest.class)))
    @PostMapping(TRACK)
    ResponseEntity<String> track(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody JsonNode body) {
        Scope.WRITE.require(user);
        Optional<IdempotencyKey> key = keyed.name(user.userId(), "POST " + TRACK, idempotencyKey, body);
        StoredAnswer answer = keyed.answer(
                key, () -> outside.track(user.userId(), bodies.read(body, TrackRequest.class), key.orElse(null)));
        return KeyedRequests.response(answer);
    }
}
