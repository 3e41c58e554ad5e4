package io.dapp.transaction.core.replacing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How payments get further attempts.
 *
 * @param every how often overdue, expired and refused payments are looked for
 * @param atOnce how many of each are replaced in one look
 * @param concurrent how many are replaced at a time, so that a slow signer holds up few
 * @param concurrentRemote for how many accounts whose keys sign remotely at a time, beside those: one that hangs holds up
 *     none of those that sign here
 * @param retries how often a replacement is prepared again because the payment changed meanwhile
 * @param lockWithin how long one that is made by itself waits for its account's row
 * @param retryAfter how long a payment that could get no other attempt waits for the next try
 * @param lookAtMost how long one look goes on replacing; what is left is found by the next
 * @param shutdown how long replacements being made are waited for when the process ends
 */
@Validated
@ConfigurationProperties("dapp.replacing")
public record ReplacingSettings(
        @DefaultValue("2s") @DurationMin(millis = 10) Duration every,
        @DefaultValue("200") @Min(1) @Max(10_000) int atOnce,
        @DefaultValue("8") @Min(1) @Max(64) int concurrent,
        @DefaultValue("8") @Min(1) @Max(64) int concurrentRemote,
        @DefaultValue("5") @Min(0) @Max(20) int retries,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration lockWithin,
        @DefaultValue("30s") @DurationMin(millis = 1) Duration retryAfter,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration lookAtMost,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration shutdown) {}
