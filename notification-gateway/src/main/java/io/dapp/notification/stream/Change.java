package io.dapp.notification.stream;

import java.time.Instant;
import java.util.UUID;

/**
 * A version of a record, told by its service and not yet in any stream.
 *
 * @param writtenAt when its service wrote it, by that database's clock
 */
public record Change(
        UUID eventId, String type, UUID ownerId, UUID recordId, long version, Envelope envelope, Instant writtenAt) {}
