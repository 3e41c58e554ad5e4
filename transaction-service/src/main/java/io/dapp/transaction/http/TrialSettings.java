package io.dapp.transaction.http;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be tried out.
 *
 * @param perUser contract calls, simulations and preparations of one user at once, in one process
 * @param turnWithin how long further ones wait for their turn
 */
@Validated
@ConfigurationProperties("dapp.trials")
record TrialSettings(
        @DefaultValue("2") @Min(1) int perUser,
        @DefaultValue("5s") @DurationMin(millis = 0) Duration turnWithin) {}
