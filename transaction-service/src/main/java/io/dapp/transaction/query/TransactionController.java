package io.dapp.transaction.query;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.common.security.AuthenticatedUser;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentFilter;
import io.dapp.transaction.core.record.PaymentSnapshot;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.http.Page;
import io.dapp.transaction.http.Rfc3339;
import io.dapp.transaction.http.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TransactionController {
    private final PaymentStore payments;
    private final Snapshots snapshots;

    TransactionController(PaymentStore payments, Snapshots snapshots) {
        this.payments = payments;
        this.snapshots = snapshots;
    }

    @Operation(summary = "List one's transactions, newest first")
    @GetMapping("/api/transactions")
    Page<PaymentSnapshot> list(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user,
            @Parameter(schema = @Schema(allowableValues = {"pending", "confirmed", "finalized", "failed"}))
                    @RequestParam(required = false)
                    @Nullable
                    String status,
            @RequestParam(name = "chain_id", required = false) @Min(1) @Nullable Long chainId,
            @Parameter(schema = @Schema(type = "string"), description = "Sender or recipient")
                    @RequestParam(required = false)
                    @Nullable
                    Address address,
            @Parameter(schema = @Schema(type = "string", format = "date-time"), description = "Created at or after")
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(schema = @Schema(type = "string", format = "date-time"), description = "Created before")
                    @RequestParam(required = false)
                    @Nullable
                    String to,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        Scope.READ.require(user);
        PaymentFilter filter = new PaymentFilter(
                user.userId(),
                status == null ? null : status(status),
                chainId == null ? null : new ChainId(chainId),
                address,
                Rfc3339.parameter("from", from),
                Rfc3339.parameter("to", to),
                Page.after(cursor, UUID::fromString));
        return Page.of(payments.list(filter, limit + 1), limit, Payment::id, snapshots::now);
    }

    @Operation(summary = "Read a transaction")
    @GetMapping("/api/transactions/{id}")
    PaymentSnapshot get(
            @Parameter(hidden = true) @AuthenticationPrincipal AuthenticatedUser user, @PathVariable UUID id) {
        Scope.READ.require(user);
        return payments.find(id)
                .filter(payment -> payment.ownerId().equals(user.userId()))
                .map(snapshots::now)
                .orElseThrow(
                        () -> new ProblemException(CommonError.NOT_FOUND, "None of your transactions has this id."));
    }

    private static PaymentStatus status(String code) {
        try {
            return PaymentStatus.of(code);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("status", "must be one of pending, confirmed, finalized, failed")));
        }
    }
}
