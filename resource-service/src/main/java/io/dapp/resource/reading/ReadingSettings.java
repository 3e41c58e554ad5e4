package io.dapp.resource.reading;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code dapp.resource.reading.*}: what misses may ask of the database, so that Redis away does not take the writers'
 * connections.
 *
 * @param maxLoads reads of the database at a time
 * @param maxWait how long a read waits for its turn before it is answered 503
 */
@Validated
@ConfigurationProperties("dapp.resource.reading")
record ReadingSettings(
        @DefaultValue("6") @Min(1) int maxLoads,
        @DefaultValue("500ms") @NotNull Duration maxWait) {}
