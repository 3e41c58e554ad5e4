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
 * @param feeModel how gas is paid for
 * @param maxFeeCeiling wei per gas that is never exceeded; absent: no ceiling, and a first send offers what one node
 *     tells of the market
 * @param minPriorityFee wei per gas offered to the block's maker at least
 * @param calldataFloorGas of each token of calldata at least, whatever runs (EIP-7623); 0 where the chain has no floor
 * @param maxInitCodeBytes the longest code that a deployment may run (EIP-3860)
 * @param maxTransactionGas the most gas that the chain lets one transaction have (EIP-7825: 16777216); absent: the
 *     block's limit, which nodes tell
 * @param rebroadcastAfter how long an account's lowest pending transaction may wait before nodes are given it again
 * @param replaceAfter how long an account's lowest pending transaction may wait until more is offered for it
 * @param rejectAfter how long a node's word that it can never take a transaction stands until its nonce is filled
 * @param maxAttempts how often a payment is signed at most by itself; after that the same bytes are sent again
 * @param pollInterval how often a node without a live subscription is asked for its head
 * @param maxHeadLag blocks a node may be behind the best one and still be used
 * @param callTimeout for one call to a node, a batch and waiting for its turn included
 * @param connectTimeout for opening a connection to a node
 * @param reconnectAfter pause before a node that is away is asked again; doubles up to {@code reconnectAtMost}
 * @param verifyInterval how often a node in use is checked against the record again
 * @param maxConcurrentCalls to one node; who comes then waits for half of {@code callTimeout} at most
 * @param maxBatch calls in one request, where they only read
 * @param maxLogFilter addresses, and topics, that one question for logs lists; with more, all are asked for and sifted here
 * @param maxResponseBytes of one answer
 * @param cachedAccounts how many balances and code answers are kept per node
 * @param cachedCallBytes how much of what calls returned is kept per node
 * @param callsPerSecond to one node, each member of a batch counted; 0: as many as there are
 * @param callerTimeout as {@code callTimeout}, for calls of contracts: what they cost a node, a caller chooses
 * @param maxCallerCalls such calls to one node at once, as many again where no payment waits for them; beside
 *     {@code maxConcurrentCalls}
 * @param maxCallerResponseBytes of an answer to such a call
 * @param callerCallsPerSecond how much of {@code callsPerSecond} such calls may take; 0: a quarter
 * @param maxHistoryCalls reads of past blocks' logs from one node at once
 * @param reasonTimeout for asking why a mined transaction failed
 * @param circuitCalls how many of the newest calls to a node its circuit breaker looks at
 * @param circuitFailures how many of them without a usable answer open it
 * @param circuitOpenAtMost bound of how long it stays open, where another node can be used: {@code reconnectAfter}, doubled each time it opens again soon
 * @param slowFactor a node that takes so many times as long as the fastest is not preferred
 * @param slowMargin by how much it must be slower besides
 * @param avoidAfter how many times in a row a node fails at one of its duties, though it answers, until another is preferred
 * @param avoidFor for how long at first; doubles each time it happens again soon, up to {@code avoidAtMost}
 * @param latencyEvery how often a node with a live subscription is asked how fast it is, where there are several
 */
public record ChainSettings(
        @Positive long id,
        @Nullable @Pattern(regexp = "0x[0-9a-fA-F]{64}") String genesisHash,
        @NotEmpty List<@Valid NodeSettings> nodes,
        @DefaultValue("12s") @DurationMin(millis = 1) Duration blockTime,
        @DefaultValue("depth") Finality finality,
        @DefaultValue("6") @Min(1) @Max(10_000) int requiredConfirmations,
        @DefaultValue("16") @Min(1) @Max(10_000) int maxInFlightPerAccount,
        @DefaultValue("auto") FeeModel feeModel,
        @Nullable @Positive BigInteger maxFeeCeiling,
        @DefaultValue("100000000") @PositiveOrZero BigInteger minPriorityFee,
        @DefaultValue("10") @PositiveOrZero int calldataFloorGas,
        @DefaultValue("49152") @Positive int maxInitCodeBytes,
        @Nullable @Positive Long maxTransactionGas,
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
        @DefaultValue("0") @PositiveOrZero int callsPerSecond,
        @DefaultValue("3s") @DurationMin(millis = 10) Duration callerTimeout,
        @DefaultValue("8") @Min(1) int maxCallerCalls,
        @DefaultValue("262144") @Min(1_024) long maxCallerResponseBytes,
        @DefaultValue("0") @PositiveOrZero int callerCallsPerSecond,
        @DefaultValue("2") @Min(1) int maxHistoryCalls,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration reasonTimeout,
        @DefaultValue("10") @Min(1) @Max(64) int circuitCalls,
        @DefaultValue("3") @Min(1) @Max(64) int circuitFailures,
        @DefaultValue("30s") @DurationMin(millis = 10) Duration circuitOpenAtMost,
        @DefaultValue("3") @Min(2) int slowFactor,
        @DefaultValue("100ms") @DurationMin(millis = 0) Duration slowMargin,
        @DefaultValue("3") @Min(1) @Max(100) int avoidAfter,
        @DefaultValue("5s") @DurationMin(millis = 10) Duration avoidFor,
        @DefaultValue("2m") @DurationMin(millis = 10) Duration avoidAtMost,
        @DefaultValue("5s") @DurationMin(millis = 10) Duration latencyEvery) {

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
        if (circuitFailures > circuitCalls) {
            throw new IllegalArgumentException("circuit-failures must not be more than circuit-calls");
        }
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
    }

    /** How gas is paid for. */
    public enum FeeModel {
        /** As the chain's blocks tell. */
        AUTO,
        /** By a maximum and a tip above a base fee; a chain whose blocks have none is not paid on. */
        EIP1559,
        /** By a gas price, also where there is a base fee. */
        LEGACY
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

    /** How many of a node's calls per second calls of contracts may take; 0: as many as there are. */
    int callerShare() {
        return callerCallsPerSecond > 0 || callsPerSecond == 0 ? callerCallsPerSecond : Math.max(1, callsPerSecond / 4);
    }

    public ChainId chainId() {
        return new ChainId(id);
    }
}
