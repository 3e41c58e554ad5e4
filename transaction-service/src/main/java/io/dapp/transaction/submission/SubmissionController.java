package io.dapp.transaction.submission;

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
final class SubmissionController {
    private static final String PATH = "/api/blockchain/transaction";
    private static final String BATCH_PATH = "/api/blockchain/transactions";
    private static final String OPERATION = "POST " + PATH;

    private final KeyedRequests keyed;
    private final JsonBodies bodies;
    private final Submissions submissions;

    SubmissionController(KeyedRequests keyed, JsonBodies bodies, Submissions submissions) {
        this.keyed = keyed;
        this.bodies = bodies;
        this.submissions = submissions;
    }

    @Operation(
            summary = "Submit a transaction",
            description = "Answered once it is signed and committed; it is sent, confirmed and finalized afterwards.")
    @ApiResponse(
            responseCode = "202",
            description = "Accepted, now or before under the same Idempotency-Key",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PaymentAnswer.class)))
    @ApiResponse(responseCode = "400", description = "invalid_request", content = @Content)
    @ApiResponse(responseCode = "404", description = "wallet_not_found", content = @Content)
    @ApiResponse(responseCode = "409", description = "idempotency_key_reused", content = @Content)
    @ApiResponse(
            responseCode = "422",
            description = "insufficient_funds, would_revert, policy_denied, fee_too_low",
            content = @Content)
    @ApiResponse(
            responseCode = "429",
            description = "rate_limited: too many of the caller's wait for contracts' answers",
            content = @Content)
    @ApiResponse(
            responseCode = "503",
            description =
                    "chain_unavailable, signer_unavailable, service_unavailable: nothing is recorded;"
                            + " request_in_progress: repeat with the same key; outcome_unknown: so too, or read the transaction_id",
            content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = SubmissionRequest.class)))
    @PostMapping(PATH)
    ResponseEntity<String> submit(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody JsonNode body) {
        Scope.WRITE.require(user);
        Optional<IdempotencyKey> key = keyed.name(user.userId(), OPERATION, idempotencyKey, body);
        StoredAnswer answer = keyed.answer(
                key,
                () -> submissions.submit(user.userId(), bodies.read(body, SubmissionRequest.class), key.orElse(null)));
        return KeyedRequests.response(answer);
    }

    @Operation(
            summary = "Submit several transactions together",
            description =
                    "1 to 100 of one wallet on one chain: all are accepted, with nonces in this order, or none is."
                            + " errors names the members at fault.")
    @ApiResponse(
            responseCode = "202",
            description = "All accepted, now or before under the same Idempotency-Key",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = PaymentAnswer.Several.class)))
    @ApiResponse(responseCode = "400", description = "invalid_request", content = @Content)
    @ApiResponse(responseCode = "404", description = "wallet_not_found", content = @Content)
    @ApiResponse(responseCode = "409", description = "idempotency_key_reused", content = @Content)
    @ApiResponse(
            responseCode = "422",
            description = "insufficient_funds, would_revert, policy_denied, fee_too_low",
            content = @Content)
    @ApiResponse(
            responseCode = "429",
            description = "rate_limited: too many of the caller's wait for contracts' answers",
            content = @Content)
    @ApiResponse(
            responseCode = "503",
            description =
                    "chain_unavailable, signer_unavailable, service_unavailable: nothing is recorded;"
                            + " request_in_progress: repeat with the same key; outcome_unknown: so too, or read the transaction_id",
            content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BatchRequest.class)))
    @PostMapping(BATCH_PATH)
    ResponseEntity<String> submitAll(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String idempotencyKey,
            @RequestBody JsonNode body) {
        Scope.WRITE.require(user);
        Optional<IdempotencyKey> key = keyed.name(user.userId(), "POST " + BATCH_PATH, idempotencyKey, body);
        StoredAnswer answer = keyed.answer(
                key, () -> submissions.submit(user.userId(), bodies.read(body, BatchRequest.class), key.orElse(null)));
        return KeyedRequests.response(answer);
    }
}
