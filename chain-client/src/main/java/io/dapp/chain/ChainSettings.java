package io.dapp.chain;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One chain: {@code dapp.chains.<name>.*}.
 *
 * @param id EIP-155 chain id; a node that answers another one is never used
 * @param genesisHash hash of block 0; without it the first node that is followed decides
 * @param blockTime how often the chain makes a block; how late a head may be before nodes are asked again
 * @param finality what makes a block final
 * @param requiredConfirmations a payment in block b is final when the head is at b + this - 1, where depth decides
 * @param maxInFlightPerAccount how many transactions of one account nodes are given beyond the lowest pending one
 * @param maxFeeCeiling wei per gas that is never exceeded; absent: no ceiling
 * @param minPriorityFee wei per gas offered to the block's maker at least
 * @param rebroadcastAfter how long an account's lowest pending transaction may wait before nodes are given it again
 * @param replaceAfter how long an account's lowest pending transaction may wait until more is offered for it
 * @param rejectAfter how long a node's word that it can never take a transaction stands until its nonce is filled
 * @param maxAttempts how often a payment is signed at most by itself; after that the same bytes are sent again
 * @param pollInterval how often a node without a live subscription is asked for its head
 * @param maxHeadLag blocks a node may be behind the best one and still be used
 * @param callTimeout for one call to a node, a batch included
 * @param connectTimeout for opening a connection to a node
 * @param reconnectAfter pause before a node that is away is asked again; doubles up to {@code reconnectAtMost}
 * @param verifyInterval how often a node in use is checked against the record again
 * @param maxConcurrentCalls to one node; further callers wait for {@code callTimeout} at most
 * @param maxBatch calls in one request, where they only read
 * @param maxLogFilter addresses, and topics, that one question for logs lists; with more, all are asked for and sifted here
 * @param maxResponseBytes of one answer
 * @param cachedAccounts how many balances and code answers are kept per node
 * @param cachedCallBytes how much of what calls returned is kept per node
 * @param callsPerSecond to one node, each member of a batch counted; 0: as many as there are
 */
public record ChainSettings(
        @Positive long id,
        @Nullable @Pattern(regexp = "0x[0-9a-fA-F]{64}") String genesisHash,
        @NotEmpty List<@Valid NodeSettings> nodes,
        @DefaultValue("12s") @DurationMin(millis = 1) Duration blockTime,
        @DefaultValue("depth") Finality finality,
        @DefaultValue("6") @Min(1) @Max(10_000) int requiredConfirmations,
        @DefaultValue("16") @Min(1) @Max(10_000) int maxInFlightPerAccount,
        @Nullable @Positive BigInteger maxFeeCeiling,
        @DefaultValue("100000000") @PositiveOrZero BigInteger minPriorityFee,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration rebroadcastAfter,
        @DefaultValue("3m") @DurationMin(millis = 1) Duration replaceAfter,
        @DefaultValue("30s") @DurationMin(millis = 1) Duration rejectAfter,
        @DefaultValue("12") @Min(1) int maxAttempts,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration pollInterval,
        @DefaultValue("3") @Min(1) int maxHeadLag,
        @DefaultValue("5s") @DurationMin(millis = 10) Duration callTimeout,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration connectTimeout,
        @DefaultValue("200ms") @DurationMin(millis = 10) Duration reconnectAfter,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration reconnectAtMost,
        @DefaultValue("30s") @DurationMin(millis = 10) Duration verifyInterval,
        @DefaultValue("32") @Min(1) int maxConcurrentCalls,
        @DefaultValue("100") @Min(1) @Max(1_000) int maxBatch,
        @DefaultValue("100") @Min(1) @Max(10_000) int maxLogFilter,
        @DefaultValue("67108864") @Min(65_536) long maxResponseBytes,
        @DefaultValue("10000") @Min(1) int cachedAccounts,
        @DefaultValue("8388608") @PositiveOrZero long cachedCallBytes,
        @DefaultValue("0") @PositiveOrZero int callsPerSecond) {

    /**
     * One node of a chain.
     *
     * @param httpUrl JSON-RPC over HTTP
     * @param wsUrl the same node's WebSocket; without it the node is polled for heads
     */
    public record NodeSettings(
            @NotNull @Pattern(regexp = "https?://.+", message = "must be an http:// or https:// URL")
            String httpUrl,

            @Nullable @Pattern(regexp = "wss?://.+", message = "must be a ws:// or wss:// URL")
            String wsUrl) {}

    public ChainSettings {
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
    }

    /** What makes a block one that no reorg drops. */
    public enum Finality {
        /** Enough blocks on it. */
        DEPTH,
        /** The nodes' {@code finalized} tag (The Merge, EIP-3675). */
        FINALIZED
    }

    /** How many confirmations a payment is told to need; null where the {@code finalized} tag decides. */
    public @Nullable Integer toldConfirmations() {
        return finality == Finality.DEPTH ? requiredConfirmations : null;
    }

    public ChainId chainId() {
        return new ChainId(id);
    }
}
