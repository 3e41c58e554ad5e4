package io.dapp.transaction.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dapp.transaction.core.report.Report;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report as its owner sees it.
 *
 * @param reason why it failed: {@code too_long} or {@code unavailable}
 * @param expiresAt when it is deleted
 */
record ReportView(
        UUID reportId,
        String status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
        Instant createdAt,
        Instant expiresAt) {
    static ReportView of(Report report) {
        return new ReportView(report.id(), report.status(), report.reason(), report.createdAt(), report.expiresAt());
    }
}
