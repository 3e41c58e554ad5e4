package io.dapp.transaction.report;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How reports are made and kept.
 *
 * @param folder where they are kept; one for all replicas
 * @param kept how long
 * @param perUser how many a user may have at a time
 * @param rowsAtMost a longer report fails
 * @param rowsAtOnce read by one statement and held in memory
 * @param begunAtMost how often the making of one may be begun before it fails
 * @param lease after which another replica takes over from one that is silent; longer than a page takes
 * @param every how often is looked for reports to be made, and for those whose time is over
 */
@Validated
@ConfigurationProperties("dapp.reports")
record ReportSettings(
        @NotNull Path folder,
        @DefaultValue("7d") @DurationMin(seconds = 1) Duration kept,
        @DefaultValue("10") @Min(1) int perUser,
        @DefaultValue("1000000") @Min(1) int rowsAtMost,
        @DefaultValue("200") @Min(1) int rowsAtOnce,
        @DefaultValue("5") @Min(1) int begunAtMost,
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration lease,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration every) {}
