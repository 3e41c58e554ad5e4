package io.dapp.transaction.core.line;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How payments are accepted.
 *
 * @param combinedPayments how many payments of one account one transaction accepts at most
 * @param queuedPayments how many of one account may wait for their transaction
 * @param concurrentGroups how many transactions accept at a time: each takes a database connection
 * @param groupWait how long an account waits for a transaction that is under way until another begins beside it; a full one
 *     begins at once
 * @param accountsPerGroup how many accounts share a transaction at most
 * @param paymentsPerGroup with this many payments no further account joins a transaction
 * @param busyTurns in how many such transactions an account's turn comes while its line is another's; then it is tried
 *     alone, and waits
 * @param busyPause how long is waited where none of their lines is free
 * @param aloneAtATime how many accounts are tried alone at a time: each takes a database connection
 * @param rowsAtATime how many replacements, and refusals that are looked into again, wait for accounts' rows at a time:
 *     each takes a database connection
 * @param lockWait how long a transaction waits for what another holds; then its accounts are tried one by one, in turns
 * @param contractsPerUser how many of one user's payments, and of his wallets' allocations, ask contracts at once
 * @param contractTurnWithin how long further ones wait for their turn
 * @param patience how long a request waits until its transaction begins, and then until it is decided
 * @param allocateWithin how long after it was taken from its queue a payment may be committed; shorter than
 *     {@code patience}: what a caller was told as unknown is not begun later
 * @param fundsWait how long a refusal for funds waits until the follower holds the head
 * @param cursorAge how old a follower's cursor may be that payments are admitted by
 * @param viewBlocks how many blocks behind the follower's cursor a balance may be that payments are accepted by; never
 *     one that they are refused by. Spares a call per account and block; what something else takes from an account
 *     meanwhile is not seen
 * @param viewPayments how many payments one reading of a balance serves
 * @param viewBusy how many payments it must have served at its own block to serve later ones
 * @param keptViews of how many accounts the last reading is kept
 * @param pollInterval how often the follower's cursor is read while waiting for it
 * @param retries how often a transaction is tried again after a deadlock, or when what it was prepared for has changed
 * @param signingRounds how often an allocation signs remotely: again when another process has moved the line meanwhile
 * @param outcomeWait how long the outcome of a lost COMMIT is asked for
 * @param shutdown how long payments being accepted are waited for when the process ends
 */
@Validated
@ConfigurationProperties("dapp.line")
public record LineSettings(
        @DefaultValue("100") @Min(1) @Max(1000) int combinedPayments,
        @DefaultValue("1000") @Min(1) int queuedPayments,
        @DefaultValue("3") @Min(1) @Max(64) int concurrentGroups,
        @DefaultValue("25ms") @DurationMin(millis = 0) Duration groupWait,
        @DefaultValue("32") @Min(1) @Max(1000) int accountsPerGroup,
        @DefaultValue("200") @Min(1) @Max(10_000) int paymentsPerGroup,
        @DefaultValue("10") @Min(1) @Max(100) int busyTurns,
        @DefaultValue("5ms") Duration busyPause,
        @DefaultValue("3") @Min(1) @Max(64) int aloneAtATime,
        @DefaultValue("3") @Min(1) @Max(64) int rowsAtATime,
        @DefaultValue("200ms") @DurationMin(millis = 1) Duration lockWait,
        @DefaultValue("3") @Min(1) @Max(64) int contractsPerUser,
        @DefaultValue("5s") @DurationMin(millis = 0) Duration contractTurnWithin,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration patience,
        @DefaultValue("6s") @DurationMin(millis = 10) Duration allocateWithin,
        @DefaultValue("2s") Duration fundsWait,
        @DefaultValue("200ms") Duration cursorAge,
        @DefaultValue("2") @Min(0) @Max(1000) int viewBlocks,
        @DefaultValue("40") @Min(1) int viewPayments,
        @DefaultValue("2") @Min(1) int viewBusy,
        @DefaultValue("10000") @Min(1) int keptViews,
        @DefaultValue("50ms") @DurationMin(millis = 1) Duration pollInterval,
        @DefaultValue("3") @Min(0) @Max(20) int retries,
        @DefaultValue("10") @Min(1) @Max(100) int signingRounds,
        @DefaultValue("8s") @DurationMin(millis = 100) Duration outcomeWait,
        @DefaultValue("10s") Duration shutdown) {

    public LineSettings {
        if (allocateWithin.compareTo(patience) >= 0) {
            throw new IllegalArgumentException("dapp.line.allocate-within must be shorter than dapp.line.patience");
        }
    }
}
