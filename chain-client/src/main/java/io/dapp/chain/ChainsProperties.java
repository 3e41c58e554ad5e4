package io.dapp.chain;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** The configured chains by name, in the order they are configured; the first is the default. */
@Validated
@ConfigurationProperties("dapp")
public record ChainsProperties(@NotEmpty Map<String, @Valid ChainSettings> chains) {
    public ChainsProperties {
        chains = chains == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(chains));
    }
}
