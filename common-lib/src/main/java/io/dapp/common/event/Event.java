package io.dapp.common.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change to be told, as its writer hands it to the outbox.
 *
 * @param key what orders it: events of one topic and key arrive in the order of their commits
 * @param type for instance {@code transaction.confirmed}
 * @param version of the record the event tells about; consumers drop what is not above the newest they hold. Null where
 *     the event is no version of a record
 * @param owner the user whose record it is; null where it is nobody's
 * @param data becomes JSON by the platform's mapper
 */
public record Event(
        Topic topic,
        String key,
        String type,
        @Nullable Long version,
        @Nullable UUID owner,
        Object data) {}
