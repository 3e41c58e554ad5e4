package io.dapp.transaction.report;

import io.dapp.transaction.http.Rfc3339;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import tools.jackson.databind.annotation.JsonDeserialize;

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

        @JsonDeserialize(using = Rfc3339.Deserializer.class) @NotNull
        Instant from,

        @JsonDeserialize(using = Rfc3339.Deserializer.class) @NotNull
        Instant to) {}
