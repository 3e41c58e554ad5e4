package io.dapp.monitor.sweep;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How accounts to be sent are looked for.
 *
 * @param every pause between two looks; what a lost hint costs at most
 * @param hintedEvery pause between two looks while hints keep coming
 * @param countEvery how often open payments are counted for the metrics
 * @param shutdown how long a look is waited for when the process ends
 */
@Validated
@ConfigurationProperties("dapp.sweep")
record SweepSettings(
        @DefaultValue("1s") @DurationMin(millis = 10) @DurationMax(seconds = 2)
        Duration every,

        @DefaultValue("100ms") @DurationMin(millis = 1) Duration hintedEvery,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration countEvery,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration shutdown) {}
