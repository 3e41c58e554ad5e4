package io.dapp.transaction.report;

import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentFilter;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.report.Report;
import io.dapp.transaction.core.report.Reports;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes a report page by page: each is read by a statement of its own, and forgotten before the next. */
@Component
final class ReportWriter {
    private static final String HEADING = CsvLine.of(
            "transaction_id",
            "created_at",
            "updated_at",
            "status",
            "outcome",
            "reason",
            "revert_reason",
            "chain_id",
            "from",
            "to",
            "amount",
            "token",
            "nonce",
            "hash",
            "block_number",
            "block_hash",
            "metadata");

    private final PaymentStore payments;
    private final Reports reports;
    private final ReportSettings settings;

    ReportWriter(PaymentStore payments, Reports reports, ReportSettings settings) {
        this.payments = payments;
        this.reports = reports;
        this.settings = settings;
    }

    /** How the writing of a report ended. */
    enum End {
        WRITTEN,
        TOO_LONG,
        OVERTAKEN
    }

    /** Once it answers {@link End#WRITTEN}, the bytes are on the disk. */
    End write(Report report, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                BufferedWriter out = new BufferedWriter(
                        new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8))) {
            out.write(HEADING);
            UUID after = null;
            int rows = 0;
            List<Payment> page;
            do {
                page = payments.list(filter(report, after), settings.rowsAtOnce());
                rows += page.size();
                if (rows > settings.rowsAtMost()) {
                    return End.TOO_LONG;
                }
                for (Payment payment : page) {
                    out.write(line(payment));
                    after = payment.id();
                }
                if (!reports.renew(report, settings.lease())) {
                    return End.OVERTAKEN;
                }
            } while (page.size() == settings.rowsAtOnce());
            out.flush();
            channel.force(true);
            return End.WRITTEN;
        }
    }

    private static PaymentFilter filter(Report report, @Nullable UUID after) {
        return new PaymentFilter(report.ownerId(), null, null, null, report.from(), report.to(), after);
    }

    private static String line(Payment payment) {
        return CsvLine.of(
                payment.id(),
                payment.createdAt(),
                payment.updatedAt(),
                payment.status().code(),
                payment.outcome() == null ? null : payment.outcome().code(),
                payment.reason(),
                payment.revertReason(),
                payment.chainId(),
                payment.sender(),
                payment.recipient(),
                payment.amount(),
                payment.token(),
                payment.nonce(),
                payment.hash(),
                payment.block() == null ? null : payment.block().number(),
                payment.block() == null ? null : payment.block().hash(),
                payment.metadata());
    }
}
