package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configured chains. Their nodes are watched from {@link #start()} to {@link #close()}. */
public final class Chains implements AutoCloseable {
    private final Map<ChainId, Chain> chains;

    private Chains(Map<ChainId, Chain> chains) {
        this.chains = chains;
    }

    /**
     * The chains of a configuration, their nodes not watched yet.
     *
     * @param settings by name; the first is the default
     * @throws IllegalArgumentException when there is none, or two have the same id
     */
    public static Chains of(Map<String, ChainSettings> settings, ChainRecord chainRecord, MeterRegistry meters) {
        Map<ChainId, Chain> chains = new LinkedHashMap<>();
        settings.forEach((name, each) -> {
            Chain other = chains.put(each.chainId(), new Chain(name, each, chainRecord, meters));
            if (other != null) {
                throw new IllegalArgumentException(
                        "dapp.chains." + name + ".id is the same as dapp.chains." + other.name() + ".id");
            }
        });
        if (chains.isEmpty()) {
            throw new IllegalArgumentException("dapp.chains names no chain");
        }
        return new Chains(Collections.unmodifiableMap(chains));
    }

    public void start() {
        chains.values().forEach(Chain::start);
    }

    /**
     * The chain with this id.
     *
     * @throws UnknownChainException when no chain with this id is configured
     */
    public Chain require(ChainId id) {
        Chain chain = chains.get(id);
        if (chain == null) {
            throw new UnknownChainException(id);
        }
        return chain;
    }

    /** The default chain: the one that is named so. */
    public Chain first() {
        return chains.values().iterator().next();
    }

    /** All of them, the default one first. */
    public Collection<Chain> all() {
        return chains.values();
    }

    @Override
    public void close() {
        chains.values().forEach(Chain::close);
    }
}
