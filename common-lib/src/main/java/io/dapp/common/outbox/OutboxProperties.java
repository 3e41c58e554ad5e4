package io.dapp.common.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the outbox.
 *
 * @param enabled set by services whose schema has the {@code event} table
 * @param relay whether this process publishes too; one of them does at a time
 * @param window the most events between having been read and having been marked
 * @param perKey the most events of one key in the window, so that a busy key leaves room for the others
 * @param pollInterval how soon an event is found when its wake-up was lost
 * @param lease how long a relay that died keeps others from taking over (database time)
 * @param markEvery how long what Kafka has taken may stay unmarked, so that it is marked together; a relay that takes over
 *     publishes it again
 * @param holdBack how long a key waits after its first failure; doubles up to {@code maxHoldBack}
 * @param heldKeys the most keys held back; beyond it nothing more is read until one may be tried again
 * @param maxBlock the longest a send waits for metadata or memory
 * @param deliveryTimeout the longest the producer tries to deliver one event by itself
 * @param sampleInterval how often the unpublished are counted for the metrics
 * @param socketTimeout the longest the relay waits for an answer of PostgreSQL
 * @param reconnect between two attempts to hear wake-ups again, and to reach Kafka for the first time
 * @param stopTimeout the longest a stop waits for what is in flight
 */
@Validated
@ConfigurationProperties("dapp.outbox")
public record OutboxProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("true") boolean relay,
        @DefaultValue("500") @Min(1) @Max(5000) int window,
        @DefaultValue("64") @Min(1) @Max(5000) int perKey,
        @DefaultValue("200ms") Duration pollInterval,
        @DefaultValue("6s") Duration lease,
        @DefaultValue("25ms") Duration markEvery,
        @DefaultValue("500ms") Duration holdBack,
        @DefaultValue("10s") Duration maxHoldBack,
        @DefaultValue("1000") @Min(1) @Max(100_000) int heldKeys,
        @DefaultValue("1s") Duration maxBlock,
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("5s") Duration sampleInterval,
        @DefaultValue("4s") Duration socketTimeout,
        @DefaultValue("1s") Duration reconnect,
        @DefaultValue("3s") Duration stopTimeout) {

    public OutboxProperties {
        // A relay renews every third of its lease; a blocked send or statement must not cost it the lease.
        if (markEvery.compareTo(lease.dividedBy(3)) >= 0) {
            throw new IllegalArgumentException("mark-every must be shorter than a third of lease");
        }
        if (lease.compareTo(maxBlock.multipliedBy(3)) < 0 || lease.compareTo(socketTimeout) < 0) {
            throw new IllegalArgumentException("lease must be at least three times max-block and above socket-timeout");
        }
    }
}
