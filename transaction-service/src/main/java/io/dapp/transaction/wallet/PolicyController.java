package io.dapp.transaction.wallet;

import io.dapp.chain.Address;
import io.dapp.chain.Wei;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.policy.Policy;
import io.dapp.transaction.core.wallet.WalletStore;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@ApiResponse(responseCode = "404", description = "wallet_not_found", content = @Content)
final class PolicyController {
    private final WalletStore wallets;
    private final Policies policies;
    private final PolicySettings settings;
    private final Clock clock;

    PolicyController(WalletStore wallets, Policies policies, PolicySettings settings, Clock clock) {
        this.wallets = wallets;
        this.policies = policies;
        this.settings = settings;
        this.clock = clock;
    }

    @Operation(summary = "Read what a wallet may spend", description = "null: without limit")
    @ApiResponse(responseCode = "200", description = "The policy")
    @GetMapping("/api/wallets/{address}/policy")
    Policy get(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @Parameter(schema = @Schema(type = "string")) @PathVariable Address address) {
        Scope.READ.require(user);
        requireOwn(user.userId(), address);
        return policies.read(address);
    }

    @Operation(
            summary = "Say what a wallet may spend",
            description =
                    "Replaces the whole policy; what is left out or null is without limit; of two at the same time the"
                            + " last is kept. Binds every payment that is accepted after the answer. Needs a login of the last minutes.")
    @ApiResponse(responseCode = "200", description = "The policy")
    @ApiResponse(responseCode = "400", description = "invalid_request", content = @Content)
    @ApiResponse(responseCode = "403", description = "recent_login_required, forbidden", content = @Content)
    @PutMapping("/api/wallets/{address}/policy")
    Policy put(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @Parameter(schema = @Schema(type = "string")) @PathVariable Address address,
            @RequestBody Policy policy) {
        Scope.WRITE.require(user);
        requireOwn(user.userId(), address);
        if (user.authTime().isBefore(clock.instant().minus(settings.recentLogin()))) {
            throw new ProblemException(
                    PaymentError.RECENT_LOGIN_REQUIRED,
                    "Log in again: a policy is changed within "
                            + settings.recentLogin().toMinutes() + " minutes of a login.");
        }
        Policy checked = checked(policy);
        policies.store(address, checked);
        return checked;
    }

    /** Tokens are named by their addresses, each once, however they are spelled. */
    private Policy checked(Policy policy) {
        List<FieldError> errors = new ArrayList<>();
        Map<String, Policy.TokenLimits> named = policy.tokens();
        Map<String, Policy.TokenLimits> tokens = named == null ? null : new LinkedHashMap<>();
        if (named != null && tokens != null) {
            named.forEach((token, limits) -> add(tokens, token, limits, errors));
            tooMany("tokens", tokens.size(), errors);
        }
        List<Address> destinations = policy.allowedDestinations();
        if (destinations != null) {
            for (int i = 0; i < destinations.size(); i++) {
                if (destinations.get(i) == null) {
                    errors.add(new FieldError("allowed_destinations[" + i + "]", "must be an address"));
                }
            }
            tooMany("allowed_destinations", destinations.size(), errors);
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(CommonError.INVALID_REQUEST, "Some fields are not valid", errors);
        }
        return new Policy(
                policy.maxPerTransaction(), policy.maxPerDay(), policy.allowedDestinations(), tokens, policy.paused());
    }

    private void tooMany(String field, int entries, List<FieldError> errors) {
        if (entries > settings.entries()) {
            errors.add(new FieldError(field, "must be at most " + settings.entries()));
        }
    }

    private static void add(
            Map<String, Policy.TokenLimits> tokens,
            String token,
            Policy.@Nullable TokenLimits limits,
            List<FieldError> errors) {
        try {
            String address = Address.parse(token).toString();
            if (tokens.put(address, limits == null ? new Policy.TokenLimits((Wei) null, null) : limits) != null) {
                errors.add(new FieldError("tokens." + token, "is named twice"));
            }
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("tokens." + token, "must be an address"));
        }
    }

    private void requireOwn(UUID owner, Address address) {
        if (wallets.find(owner, address).isEmpty()) {
            throw new ProblemException(PaymentError.WALLET_NOT_FOUND, "None of your wallets has this address.");
        }
    }
}
