package io.dapp.common.drain;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a service takes leave of its callers.
 *
 * @param period how long it serves on after it was told to stop, ending each connection with its next answer. Longer than
 *     its callers keep an idle connection: one that was used before is closed by then, by either side. Zero where callers
 *     are told by something else, or are stopped with it
 */
@ConfigurationProperties("dapp.drain")
public record DrainProperties(@DefaultValue("0s") Duration period) {
    public DrainProperties {
        if (period.isNegative()) {
            throw new IllegalArgumentException("period must not be negative");
        }
    }
}
