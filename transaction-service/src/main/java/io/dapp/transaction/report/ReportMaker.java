package io.dapp.transaction.report;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.PaymentIds;
import io.dapp.transaction.core.report.Report;
import io.dapp.transaction.core.report.Reports;
import io.dapp.transaction.http.Recording;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Accepts reports: one for each request, however often it comes, and no more than a user may have. */
@Component
final class ReportMaker {
    private static final Duration RETRY_AFTER = Duration.ofHours(1);
    private static final int ACCEPTED = 202;

    private final Reports reports;
    private final ReportSettings settings;
    private final PaymentIds ids;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    ReportMaker(
            Reports reports,
            ReportSettings settings,
            PaymentIds ids,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.reports = reports;
        this.settings = settings;
        this.ids = ids;
        this.keys = keys;
        this.transaction = transaction;
        this.json = json;
    }

    StoredAnswer make(UUID owner, ReportRequest request, @Nullable IdempotencyKey key) {
        UUID id = ids.next();
        Optional<StoredAnswer> made = Recording.in(transaction, status -> {
            int present = reports.count(owner);
            // After the count has waited for a twin: what that one stored is the answer, also at the bound.
            Optional<StoredAnswer> given = key == null ? Optional.empty() : keys.find(key);
            if (given.isPresent()) {
                return given;
            }
            if (present >= settings.perUser()) {
                throw new ProblemException(
                        CommonError.RATE_LIMITED,
                        "No more than " + settings.perUser() + " reports at a time are kept.",
                        RETRY_AFTER);
            }
            Report report = reports.insert(id, owner, request.from(), request.to(), settings.kept());
            StoredAnswer answer = new StoredAnswer(ACCEPTED, json.writeValueAsString(ReportView.of(report)));
            if (key != null && !keys.insert(List.of(new Stored(key, answer)))) {
                status.setRollbackOnly();
                return Optional.<StoredAnswer>empty();
            }
            return Optional.of(answer);
        });
        // A twin was faster and has committed: its report is the answer.
        return made.or(() -> key == null ? Optional.empty() : keys.find(key)).orElseThrow();
    }
}
