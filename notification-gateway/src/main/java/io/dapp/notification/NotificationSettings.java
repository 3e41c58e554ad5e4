package io.dapp.notification;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** {@code dapp.notification.*}: the gateway's bounds. */
@Validated
@ConfigurationProperties("dapp.notification")
public record NotificationSettings(
        @DefaultValue @Valid Retention retention,
        @DefaultValue @Valid Feed feed,
        @DefaultValue @Valid Delivery delivery,
        @DefaultValue @Valid Reads reads,
        @DefaultValue @Valid Socket socket) {

    /**
     * How much of a stream is kept for those who come back.
     *
     * @param maxCount notifications per stream; exact
     * @param maxAge what is older is dropped by the next sweep
     * @param sweepInterval pause between two sweeps by age
     * @param sweepStreams streams trimmed in one transaction
     */
    public record Retention(
            @DefaultValue("5000") @Min(1) int maxCount,
            @DefaultValue("7d") @NotNull Duration maxAge,
            @DefaultValue("1m") @NotNull Duration sweepInterval,
            @DefaultValue("200") @Min(1) int sweepStreams) {}

    /**
     * Reading Kafka.
     *
     * @param group consumer group of all gateways
     * @param maxBatch records stored in one transaction at most
     * @param pollTimeout longest wait for records
     * @param retryMin first pause after a batch could not be stored
     * @param retryMax longest pause; the batch is tried again until it is stored
     */
    public record Feed(
            @DefaultValue("notification-gateway") @NotBlank String group,
            @DefaultValue("500") @Min(1) int maxBatch,
            @DefaultValue("250ms") @NotNull Duration pollTimeout,
            @DefaultValue("100ms") @NotNull Duration retryMin,
            @DefaultValue("2s") @NotNull Duration retryMax) {}

    /**
     * From the store to the connections.
     *
     * @param hintChannel Redis channel on which pods tell each other what they have stored
     * @param hintBytes size from which the hints of one batch are split
     * @param hintsInFlight hints given to Redis and not yet taken; beyond it they are left out
     * @param compareInterval pause between two comparisons of connected users' positions with PostgreSQL
     * @param fillUsers streams read in one query when gaps are filled
     * @param fillLimit publications per stream read in one query
     */
    public record Delivery(
            @DefaultValue("notifications") @NotBlank String hintChannel,
            @DefaultValue("262144") @Min(1024) int hintBytes,
            @DefaultValue("64") @Min(1) int hintsInFlight,
            @DefaultValue("1s") @NotNull Duration compareInterval,
            @DefaultValue("100") @Min(1) int fillUsers,
            @DefaultValue("500") @Min(1) int fillLimit) {}

    /**
     * Reading streams for connections.
     *
     * @param threads concurrent reads
     * @param queue reads that may wait; beyond it a command is answered with a temporary error
     */
    public record Reads(
            @DefaultValue("8") @Min(1) int threads,
            @DefaultValue("20000") @Min(1) int queue) {}

    /**
     * Connections.
     *
     * @param ping pause between two pings of an idle connection
     * @param pongTimeout a ping unanswered for that long closes the connection
     * @param staleAfter a connection that has not connected by then is closed
     * @param expiryGrace what an expired connection is given to refresh
     * @param maxFrame bytes of one message from a client
     * @param maxChannels channels of one connection, the personal one included
     * @param maxConnections connections of one pod
     * @param queueBytes what may wait for a slow client
     * @param queueMessages what may wait for a slow client
     * @param closeTimeout a connection that has not closed by then is cut
     * @param shutdownSpread over how long a stopping pod closes its connections
     * @param ownershipWait how long a subscription waits for a payment that is not known yet
     */
    public record Socket(
            @DefaultValue("25s") @NotNull Duration ping,
            @DefaultValue("8s") @NotNull Duration pongTimeout,
            @DefaultValue("10s") @NotNull Duration staleAfter,
            @DefaultValue("25s") @NotNull Duration expiryGrace,
            @DefaultValue("65536") @Min(1024) int maxFrame,
            @DefaultValue("128") @Min(1) int maxChannels,
            @DefaultValue("100000") @Min(1) int maxConnections,
            @DefaultValue("1048576") @Min(1024) int queueBytes,
            @DefaultValue("1024") @Min(1) int queueMessages,
            @DefaultValue("5s") @NotNull Duration closeTimeout,
            @DefaultValue("3s") @NotNull Duration shutdownSpread,
            @DefaultValue("2s") @NotNull Duration ownershipWait) {}
}
