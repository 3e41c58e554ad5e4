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
 * @param lease how long an account is left to a holder that is not heard of; longer than {@code turnWait} and a chain's
 *     call timeout together
 * @param backoff the first pause after a node did not take something; doubles up to {@code backoffAtMost}
 * @param rounds how many rounds of accounts of a chain are under way at a time
 * @param roundWait how long what came during a round waits for it until another begins beside it; a full one begins at once
 * @param accountsPerRound how many accounts a round sends together
 * @param busyTurns in how many rounds an account's turn comes while its row is another transaction's; then it has one of
 *     its own, which waits
 * @param busyPause how long is waited where no account of a round is free
 * @param lockWait how long one account's row is waited for
 * @param recordWithin how long a round, after its calls, tries to record what a node answered about accounts whose rows are
 *     held; later it is sent again
 * @param transactionsPerCall how many transactions one call gives a node, where they are of several accounts
 * @param bytesPerCall how many bytes of them
 * @param callsPerRound how many calls a round makes until it is other accounts' turn
 * @param turnWait how long an account waits for its turn until it is left to the next sweep
 * @param queuedAccounts how many may wait; further ones are left to the next sweep
 * @param shutdown how long the accounts being sent are waited for when the process ends
 */
@Validated
@ConfigurationProperties("dapp.sending")
public record SendingSettings(
        @DefaultValue("8s") @DurationMin(millis = 100) Duration lease,
        @DefaultValue("250ms") @DurationMin(millis = 1) Duration backoff,
        @DefaultValue("15s") @DurationMin(millis = 1) Duration backoffAtMost,
        @DefaultValue("3") @Min(1) @Max(64) int rounds,
        @DefaultValue("25ms") Duration roundWait,
        @DefaultValue("64") @Min(1) @Max(1_000) int accountsPerRound,
        @DefaultValue("10") @Min(1) @Max(100) int busyTurns,
        @DefaultValue("5ms") Duration busyPause,
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration lockWait,
        @DefaultValue("2s") Duration recordWithin,
        @DefaultValue("250") @Min(1) @Max(1_000) int transactionsPerCall,
        @DefaultValue("1000000") @Min(1) int bytesPerCall,
        @DefaultValue("4") @Min(1) int callsPerRound,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration turnWait,
        @DefaultValue("10000") @Min(1) int queuedAccounts,
        @DefaultValue("5s") Duration shutdown) {}
