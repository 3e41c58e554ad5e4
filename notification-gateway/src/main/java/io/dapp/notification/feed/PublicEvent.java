package io.dapp.notification.feed;

import io.dapp.common.event.EventMessage;
import io.dapp.common.json.Json;
import io.dapp.notification.stream.Envelope;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** An event as clients see it, the same on every way it takes. */
record PublicEvent(UUID id, String type, Instant timestamp, JsonNode data) {

    static Envelope envelope(EventMessage message) {
        return Envelope.of(Json.LENIENT.writeValueAsString(
                new PublicEvent(message.id(), message.type(), message.timestamp(), message.data())));
    }
}
