package io.dapp.chain;

import io.dapp.testing.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Chains as configured by properties, with short waits. */
final class TestChains {
    private TestChains() {}

    static Chains start(TestNode node) {
        return start(
                settings(node.chainId(), node.httpUrl().toString(), node.wsUrl().toString()), chain -> null);
    }

    static Chains start(ChainSettings settings, ChainRecord chainRecord) {
        Chains chains = Chains.of(Map.of("test", settings), chainRecord, new SimpleMeterRegistry());
        chains.start();
        return chains;
    }

    static ChainSettings settings(long id, String httpUrl, @Nullable String wsUrl) {
        return settings(id, wsUrl, List.of(httpUrl), more -> {});
    }

    static ChainSettings ofNodes(String... httpUrls) {
        return settings(31_337, null, List.of(httpUrls), more -> {});
    }

    /** With one setting more, at a node that nobody asks. */
    static ChainSettings with(String setting, String value) {
        return ofNode("http://127.0.0.1:1", more -> more.put("dapp.chains.test." + setting, value));
    }

    /** @param more puts further properties */
    static ChainSettings ofNode(String httpUrl, Consumer<MapConfigurationPropertySource> more) {
        return settings(31_337, null, List.of(httpUrl), more);
    }

    private static ChainSettings settings(
            long id, @Nullable String wsUrl, List<String> httpUrls, Consumer<MapConfigurationPropertySource> more) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        source.put("dapp.chains.test.id", id);
        for (int i = 0; i < httpUrls.size(); i++) {
            source.put("dapp.chains.test.nodes[" + i + "].http-url", httpUrls.get(i));
        }
        if (wsUrl != null) {
            source.put("dapp.chains.test.nodes[0].ws-url", wsUrl);
        }
        source.put("dapp.chains.test.block-time", "1s");
        source.put("dapp.chains.test.poll-interval", "100ms");
        source.put("dapp.chains.test.reconnect-after", "50ms");
        source.put("dapp.chains.test.reconnect-at-most", "200ms");
        source.put("dapp.chains.test.call-timeout", "2s");
        more.accept(source);
        ChainsProperties properties =
                new Binder(source).bind("dapp", ChainsProperties.class).get();
        ChainSettings settings = properties.chains().get("test");
        if (settings == null) {
            throw new IllegalStateException();
        }
        return settings;
    }

    static String at(URI url, int port) {
        return url.getScheme() + "://127.0.0.1:" + port;
    }
}
