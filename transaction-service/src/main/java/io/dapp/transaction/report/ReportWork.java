package io.dapp.transaction.report;

import io.dapp.transaction.core.report.Report;
import io.dapp.transaction.core.report.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Makes reports, one at a time in each replica; the leases say who makes which. */
@Component
final class ReportWork implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ReportWork.class);
    private static final int PURGED_AT_ONCE = 100;

    private final Reports reports;
    private final ReportWriter writer;
    private final ReportFiles files;
    private final ReportSettings settings;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean running;
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});
    private boolean troubled;

    ReportWork(Reports reports, ReportWriter writer, ReportFiles files, ReportSettings settings) {
        this.reports = reports;
        this.writer = writer;
        this.files = files;
        this.settings = settings;
    }

    /** There is a new one. */
    void kick() {
        wake.release();
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("reports").start(this::run);
    }

    private void run() {
        try {
            while (running) {
                look();
                if (wake.tryAcquire(settings.every().toNanos(), TimeUnit.NANOSECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Optional<Report> report = reports.take(settings.lease());
            while (running && report.isPresent()) {
                make(report.get());
                report = reports.take(settings.lease());
            }
            reports.purge(PURGED_AT_ONCE);
            // A file is at most as old as its report; what the rows no longer name goes a little later.
            files.deleteOlderThan(settings.kept().plus(settings.lease()));
            troubled = false;
        } catch (IOException | RuntimeException e) {
            if (!troubled && running) {
                troubled = true;
                log.warn("reports cannot be made or deleted until this is over: {}", e.toString());
            }
        }
    }

    private void make(Report report) throws IOException {
        if (report.epoch() > settings.begunAtMost()) {
            log.warn("report {} was begun {} times and is given up", report.id(), settings.begunAtMost());
            reports.end(report, "unavailable");
            return;
        }
        Path file = files.create(report);
        boolean kept = false;
        try {
            kept = switch (writer.write(report, file)) {
                case WRITTEN -> reports.end(report, null);
                case TOO_LONG -> {
                    reports.end(report, "too_long");
                    yield false;
                }
                case OVERTAKEN -> false;
            };
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        if (!kept) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
