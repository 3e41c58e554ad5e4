package io.dapp.transaction.core.follow;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How chains are followed.
 *
 * @param lease how long a follower that is not heard of keeps others out
 * @param renewEvery how often it is heard of
 * @param stepAtMost how long its thread may go without an answer of a node and without writing anything until it is no
 *     longer heard of; longer than the few calls, each up to a chain's {@code call-timeout}, that it may wait for in between
 * @param standbyEvery how often a worker that stands by looks whether the lease has run out
 * @param retryAfter pause after a failure, for instance of the database
 * @param blocksAtOnce how many blocks are read ahead of their transactions when catching up
 * @param heldBelowFinal how many blocks below the last final one are kept to check balances against
 * @param shorterBranchAfter how long a node must show a branch that is shorter than what is held before it is believed: a
 *     node in the middle of a reorg shows such ones
 * @param walkedAtMost how many blocks behind the last final one are walked; further behind, what happened to payments is
 *     asked by receipt and only the blocks after that one are walked
 * @param resolvedAtOnce with more open payments than this, blocks are walked however many there are: payments resolved by
 *     receipt are one transaction
 * @param settledAtOnce how many payments one transaction makes final; the others follow in transactions of their own
 * @param reorgTransaction how long the one transaction of a reorg, or after a long absence, may take; each other one ends after the role's own
 *     {@code transaction_timeout}
 * @param usedNoncesEvery how often overdue payments whose nonce is used are looked into, where no block told by what
 * @param usedNoncesWithin how long one round of that lasts; what there was no time for is next
 * @param usedNoncesAtMost the longest pause before one of which no node could tell is looked into again
 * @param clockTolerance how far blocks' timestamps may be before the database's clock, where a block is looked for by time
 * @param revertsDecoded of how many reverted payments of a block the reason is asked for
 * @param revertsWithin how long a block may wait for these reasons; further ones are not asked for
 * @param headsKept how long published events of a chain are kept: heads, reorgs, contract events (which have rows of their own)
 * @param purgeEvery how often older ones are deleted
 * @param purgeWithin how long that may take at a time; what is left is next
 * @param shutdown how long a block that is being written is waited for when the process ends
 */
@Validated
@ConfigurationProperties("dapp.follow")
public record FollowSettings(
        @DefaultValue("4s") @DurationMin(millis = 100) Duration lease,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration renewEvery,
        @DefaultValue("30s") @DurationMin(millis = 10) Duration stepAtMost,
        @DefaultValue("500ms") @DurationMin(millis = 10) Duration standbyEvery,
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration retryAfter,
        @DefaultValue("32") @Min(1) @Max(1_000) int blocksAtOnce,
        @DefaultValue("128") @Min(0) @Max(100_000) int heldBelowFinal,
        @DefaultValue("5s") @DurationMin(millis = 0) Duration shorterBranchAfter,
        @DefaultValue("1000") @Min(1) int walkedAtMost,
        @DefaultValue("5000") @Min(0) int resolvedAtOnce,
        @DefaultValue("500") @Min(1) @Max(10_000) int settledAtOnce,
        @DefaultValue("20s") @DurationMin(seconds = 1) Duration reorgTransaction,
        @DefaultValue("10s") @DurationMin(millis = 10) Duration usedNoncesEvery,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration usedNoncesWithin,
        @DefaultValue("10m") @DurationMin(millis = 10) Duration usedNoncesAtMost,
        @DefaultValue("10m") @DurationMin(millis = 0) Duration clockTolerance,
        @DefaultValue("16") @Min(0) @Max(1_000) int revertsDecoded,
        @DefaultValue("500ms") @DurationMin(millis = 0) Duration revertsWithin,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration headsKept,
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration purgeEvery,
        @DefaultValue("500ms") @DurationMin(millis = 0) Duration purgeWithin,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration shutdown) {}
