package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import okhttp3.OkHttpClient;

/** How a node is called: by kinds of calls, none of which can take another's place. */
final class NodeCalls implements AutoCloseable {
    private final OkHttpClient http;
    private final Rpc platform;
    private final Rpc admissions;
    private final Rpc trials;
    private final Rpc history;
    private final Rpc reasons;
    private final Rpc probes;

    NodeCalls(String node, String url, ChainSettings settings, MeterRegistry meters, NodeOutcomes outcomes) {
        this.http = HttpClients.create(settings);
        CallBudget whole = new CallBudget(settings.callsPerSecond());
        this.platform = new Rpc(node, url, http, Lane.ofPlatform(settings, whole, outcomes), meters);
        this.admissions = new Rpc(node, url, http, Lane.ofCallers(settings, whole), meters);
        this.trials = new Rpc(node, url, http, Lane.ofCallers(settings, whole), meters);
        this.history = new Rpc(node, url, http, Lane.ofHistory(settings, whole), meters);
        this.reasons = new Rpc(node, url, http, Lane.ofReasons(settings, whole), meters);
        this.probes = new Rpc(node, url, http, Lane.ofProbes(settings, whole), meters);
    }

    Rpc platform() {
        return platform;
    }

    /** For contracts' answers that payments wait for: estimates and token balances. */
    Rpc admissions() {
        return admissions;
    }

    /** For contracts' answers that no payment waits for. */
    Rpc trials() {
        return trials;
    }

    Rpc history() {
        return history;
    }

    Rpc reasons() {
        return reasons;
    }

    Rpc probes() {
        return probes;
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
    }
}
