package io.dapp.notification.stream;

import java.util.UUID;

/** A version of a record, told by its service and not yet in any stream. */
public record Change(UUID eventId, String type, UUID ownerId, UUID recordId, long version, Envelope envelope) {}
