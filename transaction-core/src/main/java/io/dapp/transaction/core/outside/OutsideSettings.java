package io.dapp.transaction.core.outside;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How transactions that were signed elsewhere are looked after.
 *
 * @param trackFor how long a tracked hash may stay unknown to every node; then it was not found
 * @param lookAgainAfter the shortest pause before nodes are asked again for what no block has shown; grows with its age
 * @param lookAgainAtMost the longest such pause
 * @param lookedUpAtOnce how many are looked up, and written, together
 * @param openPerUser how many of a user may be pending
 * @param rawBytes the longest transaction that is sent; twice as much must fit into a request's body
 * @param bytesAtOnce how many bytes are given to a node together
 * @param acceptWithin how long recording one is tried while the database does not answer
 */
@Validated
@ConfigurationProperties("dapp.outside")
public record OutsideSettings(
        @DefaultValue("1h") @DurationMin(millis = 1) Duration trackFor,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration lookAgainAfter,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration lookAgainAtMost,
        @DefaultValue("64") @Min(1) @Max(1_000) int lookedUpAtOnce,
        @DefaultValue("1000") @Min(1) int openPerUser,
        @DefaultValue("65536") @Min(100) int rawBytes,
        @DefaultValue("1000000") @Min(1) int bytesAtOnce,
        @DefaultValue("8s") @DurationMin(millis = 10) Duration acceptWithin) {}
