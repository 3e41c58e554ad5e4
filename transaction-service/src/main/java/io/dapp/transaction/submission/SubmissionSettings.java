package io.dapp.transaction.submission;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a payment may ask for.
 *
 * @param gasLimit the most gas one transaction may have; 2^24 is the protocol's own bound (EIP-7825)
 * @param gasMargin what an estimate is multiplied by: state may change until the block
 * @param fundsWait how long a node that knows less of a wallet's funds than the follower is given to catch up
 * @param pollInterval how often it is asked meanwhile
 * @param metadataBytes the longest metadata
 * @param batchSize how many payments one request may have
 * @param askedWithin how long nodes and contracts are asked about the members of one request
 * @param tokensPerBatch how many different tokens one request may move
 * @param knownWallets how many wallets are kept in memory
 * @param validAtMost how far ahead {@code valid_until} may lie
 */
@Validated
@ConfigurationProperties("dapp.submission")
record SubmissionSettings(
        @DefaultValue("16777216") @Min(21_000) long gasLimit,
        @DefaultValue("1.25") @DecimalMin("1") BigDecimal gasMargin,
        @DefaultValue("2s") Duration fundsWait,
        @DefaultValue("100ms") @DurationMin(millis = 1) Duration pollInterval,
        @DefaultValue("4096") @Min(2) @Max(65_536) int metadataBytes,
        @DefaultValue("100") @Min(1) @Max(1_000) int batchSize,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration askedWithin,
        @DefaultValue("10") @Min(1) @Max(1_000) int tokensPerBatch,
        @DefaultValue("10000") @Min(1) int knownWallets,
        @DefaultValue("30d") @DurationMin(seconds = 1) Duration validAtMost) {}
