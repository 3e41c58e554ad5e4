package io.dapp.notification.feed;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Lets the trace that began with a user's request end where he is told: at the push. */
@Component
class PushTrace {
    private static final Logger log = LoggerFactory.getLogger(PushTrace.class);

    private final Tracer tracer;
    private final Propagator propagator;

    PushTrace(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        this.tracer = tracer.getIfAvailable(() -> Tracer.NOOP);
        this.propagator = propagator.getIfAvailable(() -> Propagator.NOOP);
    }

    /** The record's event has been stored and handed to the connections. */
    void told(ConsumerRecord<byte[], byte[]> record, String type) {
        if (record.headers().lastHeader("traceparent") == null) {
            return;
        }
        Span span = propagator
                .extract(record, PushTrace::header)
                .name("notification push")
                .tag("event.type", type)
                .start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            log.debug(
                    "Told {} of {} partition {} offset {}", type, record.topic(), record.partition(), record.offset());
        } finally {
            span.end();
        }
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
