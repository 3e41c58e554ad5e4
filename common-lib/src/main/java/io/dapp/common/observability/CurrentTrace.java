package io.dapp.common.observability;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/** The trace that the current thread works for. */
public final class CurrentTrace {
    private final Tracer tracer;

    CurrentTrace(Tracer tracer) {
        this.tracer = tracer;
    }

    /** As W3C Trace Context writes it in a header; null outside a trace. */
    public @Nullable String traceparent() {
        TraceContext context = context();
        if (context == null) {
            return null;
        }
        String sampled = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
        return "00-%s-%s-%s".formatted(context.traceId(), context.spanId(), sampled);
    }

    /** 32 hex digits; null outside a trace. */
    public @Nullable String traceId() {
        TraceContext context = context();
        return context == null ? null : context.traceId();
    }

    private @Nullable TraceContext context() {
        Span span = tracer.currentSpan();
        return span == null || span.isNoop() || span.context().traceId().isEmpty() ? null : span.context();
    }
}
