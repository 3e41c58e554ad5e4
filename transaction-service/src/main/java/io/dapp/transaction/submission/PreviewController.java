package io.dapp.transaction.submission;

import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.http.JsonBodies;
import io.dapp.transaction.http.Scope;
import io.dapp.transaction.http.Trials;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@ApiResponse(responseCode = "400", description = "invalid_request", content = @Content)
@ApiResponse(responseCode = "503", description = "chain_unavailable", content = @Content)
final class PreviewController {
    private final JsonBodies bodies;
    private final Previews previews;
    private final Trials trials;

    PreviewController(JsonBodies bodies, Previews previews, Trials trials) {
        this.bodies = bodies;
        this.previews = previews;
        this.trials = trials;
    }

    @Operation(
            summary = "Prepare a transaction to be signed in a wallet",
            description = "The unsigned fields; hand the signed bytes to POST /api/blockchain/transaction/raw.")
    @ApiResponse(responseCode = "200", description = "What to sign")
    @ApiResponse(
            responseCode = "422",
            description = "would_revert, fee_too_low, insufficient_funds",
            content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = SubmissionRequest.class)))
    @PostMapping("/api/blockchain/transaction/prepare")
    PreparedView prepare(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @RequestBody JsonNode body) {
        Scope.READ.require(user);
        return trials.of(user.userId(), () -> previews.prepare(bodies.read(body, SubmissionRequest.class)));
    }

    @Operation(summary = "Try a transaction out", description = "What it would do on the newest block, and cost.")
    @ApiResponse(responseCode = "200", description = "Also where it would revert")
    @ApiResponse(responseCode = "422", description = "fee_too_low", content = @Content)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = SubmissionRequest.class)))
    @PostMapping("/api/blockchain/transaction/simulate")
    SimulationView simulate(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @RequestBody JsonNode body) {
        Scope.READ.require(user);
        return trials.of(user.userId(), () -> previews.simulate(bodies.read(body, SubmissionRequest.class)));
    }
}
