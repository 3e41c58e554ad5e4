package io.dapp.transaction.contract;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.contract.ContractEvent;
import io.dapp.transaction.core.contract.ContractSubscription;
import io.dapp.transaction.core.contract.ContractSubscriptions;
import io.dapp.transaction.core.contract.ContractSubscriptions.Place;
import io.dapp.transaction.http.Page;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SubscriptionController {
    private final ContractSubscriptions subscriptions;

    SubscriptionController(ContractSubscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Operation(summary = "List one's contract event subscriptions, oldest first")
    @GetMapping("/api/blockchain/subscriptions")
    Page<SubscriptionView> list(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        Scope.READ.require(user);
        UUID after = Page.after(cursor, UUID::fromString);
        return Page.of(
                subscriptions.list(user.userId(), after, limit + 1),
                limit,
                ContractSubscription::id,
                SubscriptionView::of);
    }

    @Operation(summary = "Read a contract event subscription")
    @GetMapping("/api/blockchain/subscriptions/{id}")
    SubscriptionView get(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @PathVariable UUID id) {
        Scope.READ.require(user);
        return SubscriptionView.of(find(user, id));
    }

    @Operation(summary = "End a contract event subscription", description = "Its events are no longer listed.")
    @ApiResponse(responseCode = "204", description = "Ended")
    @DeleteMapping("/api/blockchain/subscriptions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @PathVariable UUID id) {
        Scope.WRITE.require(user);
        if (!subscriptions.end(user.userId(), id)) {
            throw unknown();
        }
    }

    @Operation(
            summary = "List the events found for a subscription, in the chain's order",
            description =
                    "Only what the chain holds now: what a reorg dropped is left out. args is null where a log is "
                            + "not what the declaration says, or too large.")
    @ApiResponse(responseCode = "404", description = "not_found")
    @GetMapping("/api/blockchain/events")
    Page<ContractEvent> events(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @RequestParam("subscription_id") UUID subscriptionId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        Scope.READ.require(user);
        UUID subscription = find(user, subscriptionId).id();
        Place after = Page.after(cursor, Place::parse);
        return Page.of(
                subscriptions.events(subscription, after, limit + 1), limit, Place::of, contractEvent -> contractEvent);
    }

    private ContractSubscription find(AuthenticatedUser user, UUID id) {
        return subscriptions.find(user.userId(), id).orElseThrow(SubscriptionController::unknown);
    }

    private static ProblemException unknown() {
        return new ProblemException(CommonError.NOT_FOUND, "None of your subscriptions has this id.");
    }
}
