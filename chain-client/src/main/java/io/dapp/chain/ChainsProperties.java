package io.dapp.chain;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotEmpty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The configured chains. Where properties come from several sources, or from the environment alone, they come in no order
 * that anybody wrote: which chain is the default is said by name.
 *
 * @param chains by name; the default one first, the others in the order of their names
 * @param defaultChain the name of the chain of requests that name none; may be left out where there is one chain
 */
@Validated
@ConfigurationProperties("dapp")
public record ChainsProperties(
        @NotEmpty Map<String, @Valid ChainSettings> chains,
        @Nullable String defaultChain) {
    public ChainsProperties {
        Map<String, ChainSettings> others = new TreeMap<>(chains == null ? Map.of() : chains);
        Map<String, ChainSettings> ordered = new LinkedHashMap<>();
        ChainSettings first = defaultChain == null ? null : others.remove(defaultChain);
        if (defaultChain != null && first != null) {
            ordered.put(defaultChain, first);
        }
        ordered.putAll(others);
        chains = Collections.unmodifiableMap(ordered);
    }

    /** Named like the property, so that the line which ends the start names that one. */
    @AssertTrue(message = "must be the name of one of dapp.chains, and be set where there are several")
    boolean isDefaultChain() {
        return defaultChain == null ? chains.size() <= 1 : chains.containsKey(defaultChain);
    }
}
