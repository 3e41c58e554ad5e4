package io.dapp.transaction.core.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the record is audited.
 *
 * @param pageSize how many payments, or keys, one statement looks at
 * @param findingsKept how many findings of a check are named; all are counted
 * @param publishedWithin how long an event may wait to be published
 * @param settledWithin how long what became final may be told as confirmed only
 * @param pause between two pages
 * @param every how often the worker that follows a chain audits its newest payments for the metric; 0: never
 */
@Validated
@ConfigurationProperties("dapp.audit")
public record AuditSettings(
        @DefaultValue("500") @Min(1) @Max(10_000) int pageSize,
        @DefaultValue("20") @Min(1) @Max(1_000) int findingsKept,
        @DefaultValue("1m") @DurationMin(millis = 1) Duration publishedWithin,
        @DefaultValue("1m") @DurationMin(millis = 1) Duration settledWithin,
        @DefaultValue("0ms") @DurationMin(millis = 0) Duration pause,
        @DefaultValue("1h") @DurationMin(millis = 0) Duration every) {}
