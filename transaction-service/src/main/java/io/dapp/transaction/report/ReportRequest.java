package io.dapp.transaction.report;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;

/**
 * A report that is wanted.
 *
 * @param from created at or after
 * @param to created before
 */
record ReportRequest(
        @Schema(allowableValues = "transactions")
        @NotNull
        @Pattern(regexp = "transactions", message = "must be transactions")
        String type,

        @Schema(allowableValues = "csv") @NotNull @Pattern(regexp = "csv", message = "must be csv")
        String format,

        @NotNull Instant from,
        @NotNull Instant to) {}
