package io.dapp.common.problem;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The trace of a request, also where its scope is closed already (error dispatch, reactive error handling). */
final class TraceIds {
    private TraceIds() {}

    static @Nullable String of(Observation.@Nullable Context request) {
        TracingContext tracing = request == null ? null : request.get(TracingContext.class);
        Span span = tracing == null ? null : tracing.getSpan();
        return span == null ? MDC.get("traceId") : span.context().traceId();
    }
}
