package io.dapp.common.event;

import io.dapp.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An event as it travels: the value of a Kafka record. Its fields are those of {@link Event}; {@code timestamp} is when
 * it was written (the database's clock), {@code id} stays the same however often it is delivered.
 */
public record EventMessage(
        UUID id,
        String type,
        Instant timestamp,
        String key,
        @Nullable Long version,
        @Nullable UUID owner,
        JsonNode data) {

    /**
     * Reads a record's value. Fields this version does not know are ignored: writers may be newer than readers.
     *
     * @throws MalformedEventException when it is no event; reading it again will not help
     */
    public static EventMessage parse(String value) {
        try {
            EventMessage message = Json.LENIENT.readValue(value, EventMessage.class);
            if (message.id == null || message.type == null || message.timestamp == null || message.data == null) {
                throw new MalformedEventException("an event needs id, type, timestamp and data", null);
            }
            return message;
        } catch (JacksonException e) {
            throw new MalformedEventException("not an event", e);
        }
    }

    public static EventMessage parse(byte[] value) {
        return parse(new String(value, StandardCharsets.UTF_8));
    }
}
