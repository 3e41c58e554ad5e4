package io.dapp.common.outbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Events as Kafka records: what {@link io.dapp.common.event.EventMessage} reads. */
final class EventRecords {
    private static final JsonFactory JSON = new JsonFactory();

    private EventRecords() {}

    static ProducerRecord<String, byte[]> of(StoredEvent event) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(event.topic(), event.key(), value(event));
        if (event.traceparent() != null) {
            message.headers().add("traceparent", event.traceparent().getBytes(StandardCharsets.US_ASCII));
        }
        return message;
    }

    private static byte[] value(StoredEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(event.data().length() + 256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("id", event.eventId().toString());
            json.writeStringProperty("type", event.type());
            json.writeStringProperty("timestamp", event.createdAt().toString());
            json.writeStringProperty("key", event.key());
            // Numbers rise along a key: whoever reads can drop what a relay that was stopped sends late.
            json.writeNumberProperty("version", event.version() == null ? event.id() : event.version());
            json.writeStringProperty("owner", event.owner() == null ? null : Objects.toString(event.owner()));
            json.writeName("data");
            // As it was stored: what consumers see is byte for byte what the transaction wrote.
            json.writeRawValue(event.data());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
