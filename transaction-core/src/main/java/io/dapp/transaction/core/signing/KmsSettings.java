package io.dapp.transaction.core.signing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How AWS KMS is asked. Credentials are AWS' own way (environment, container, instance).
 *
 * @param region where the keys are; null: no wallet's key is in KMS
 * @param endpoint instead of the region's own
 * @param callTimeout how long one HTTP call may take
 * @param within how long all signatures of one allocation, or one new key, may take with all repetitions; shorter than
 *     {@code dapp.line.allocate-within}
 * @param attempts how often a call is made at most, when it is throttled or fails on its way
 * @param concurrentCalls how many calls this process makes at a time
 * @param concurrentCallsPerWallet how many of them for one wallet
 * @param concurrentCreations how many keys this process makes at a time, beside those calls
 */
public record KmsSettings(
        @Nullable String region,
        @Nullable URI endpoint,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration callTimeout,
        @DefaultValue("4s") @DurationMin(millis = 10) Duration within,
        @DefaultValue("3") @Min(1) @Max(10) int attempts,
        @DefaultValue("32") @Min(1) @Max(1000) int concurrentCalls,
        @DefaultValue("8") @Min(1) @Max(1000) int concurrentCallsPerWallet,
        @DefaultValue("4") @Min(1) @Max(1000) int concurrentCreations) {
    boolean configured() {
        return region != null && !region.isBlank();
    }
}
