package io.dapp.transaction.report;

import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.report.Report;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** From a wanted report to its file. */
@Component
final class Making {
    private final ReportMaker maker;
    private final ReportWork work;
    private final ReportFiles files;

    Making(ReportMaker maker, ReportWork work, ReportFiles files) {
        this.maker = maker;
        this.work = work;
        this.files = files;
    }

    StoredAnswer begin(UUID owner, ReportRequest request, @Nullable IdempotencyKey key) {
        StoredAnswer answer = maker.make(owner, request, key);
        work.kick();
        return answer;
    }

    Path file(Report report) {
        return files.of(report);
    }
}
