package io.dapp.transaction.report;

import io.dapp.transaction.core.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The reports' bytes, each making's in a file of its own: one that was overtaken overwrites nothing. */
@Component
final class ReportFiles {
    private static final String ENDING = ".csv";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final Clock clock;

    ReportFiles(ReportSettings settings, Clock clock) {
        this.folder = settings.folder();
        this.clock = clock;
    }

    Path of(Report report) {
        return folder.resolve(report.id() + "-" + report.epoch() + ENDING);
    }

    Path create(Report report) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        return of(report);
    }

    /** Deletes files not written to for so long: of reports whose time is over, and of makings that ended half-way. */
    void deleteOlderThan(Duration age) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant oldest = clock.instant().minus(age);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .toList();
        }
        for (Path file : files) {
            try {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException deletedByAnother) {
                // Another replica looks after the same folder.
            }
        }
    }
}
