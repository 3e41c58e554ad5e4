package io.dapp.common.observability;

import io.micrometer.tracing.Tracer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** What Boot's own observability leaves to be said. */
@AutoConfiguration
public final class ObservabilityAutoConfiguration {
    @Bean
    CurrentTrace currentTrace(ObjectProvider<Tracer> tracer) {
        return new CurrentTrace(tracer.getIfAvailable(() -> Tracer.NOOP));
    }
}
