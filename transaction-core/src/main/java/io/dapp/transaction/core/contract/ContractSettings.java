package io.dapp.transaction.core.contract;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How contract events are watched.
 *
 * @param subscriptionsPerUser how many a user may have at a time
 * @param eventsPerBlock how many events are written together with their block; what a block says more often than fits is
 *     read again for each subscription to it by itself, so that payments do not wait for it
 * @param bytesPerBlock how long their values may be as JSON together, in characters; the same
 * @param eventsPerSubscription how many are kept; beyond it the oldest are deleted
 * @param historyBlocks how many blocks below the recorded cursor a subscription may begin
 * @param rangeBlocks how many blocks of the past one question asks for; halved while a node finds it too many
 * @param backfillEvery pause between two such questions of one chain
 * @param retryAfter pause before blocks' logs are asked for with their payments again, where a node did not tell them
 * @param retryAtMost the longest pause before a block is read again for a subscription for which it could not be read
 * @param maxArgsBytes an event whose values are longer as JSON is recorded without them
 * @param deletedAtOnce how many rows of ended subscriptions, and of withdrawn events that are final, one statement deletes
 */
@Validated
@ConfigurationProperties("dapp.contract-events")
public record ContractSettings(
        @DefaultValue("100") @Min(0) int subscriptionsPerUser,
        @DefaultValue("1000") @Min(1) @Max(10_000) int eventsPerBlock,
        @DefaultValue("1048576") @Min(1) int bytesPerBlock,
        @DefaultValue("100000") @Min(1) long eventsPerSubscription,
        @DefaultValue("1000000") @Min(0) long historyBlocks,
        @DefaultValue("2000") @Min(1) @Max(1_000_000) int rangeBlocks,
        @DefaultValue("50ms") @DurationMin(millis = 0) Duration backfillEvery,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration retryAfter,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration retryAtMost,
        @DefaultValue("32768") @Min(16) @Max(262_144) int maxArgsBytes,
        @DefaultValue("1000") @Min(1) @Max(10_000) int deletedAtOnce) {}
