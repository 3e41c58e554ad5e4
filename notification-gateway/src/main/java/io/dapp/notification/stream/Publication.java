package io.dapp.notification.stream;

import java.util.UUID;

/**
 * One notification as it stands in its user's stream.
 *
 * @param offset in the user's stream, dense
 * @param recordOffset in the record's own channel, dense
 */
public record Publication(
        UUID userId, String epoch, long offset, UUID recordId, long recordOffset, Envelope envelope) {}
