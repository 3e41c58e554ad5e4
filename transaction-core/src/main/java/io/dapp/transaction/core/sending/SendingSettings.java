package io.dapp.transaction.core.sending;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How accounts are sent.
 *
 * @param lease how long an account is left to a holder that is not heard of; longer than a chain's call timeout
 * @param backoff the first pause after a node did not take something; doubles up to {@code backoffAtMost}
 * @param concurrentAccounts how many accounts of a chain are sent at a time
 * @param queuedAccounts how many may wait; further ones are left to the next sweep
 * @param shutdown how long the accounts being sent are waited for when the process ends
 */
@Validated
@ConfigurationProperties("dapp.sending")
public record SendingSettings(
        @DefaultValue("8s") @DurationMin(millis = 100) Duration lease,
        @DefaultValue("250ms") @DurationMin(millis = 1) Duration backoff,
        @DefaultValue("15s") @DurationMin(millis = 1) Duration backoffAtMost,
        @DefaultValue("8") @Min(1) @Max(256) int concurrentAccounts,
        @DefaultValue("10000") @Min(1) int queuedAccounts,
        @DefaultValue("5s") Duration shutdown) {}
