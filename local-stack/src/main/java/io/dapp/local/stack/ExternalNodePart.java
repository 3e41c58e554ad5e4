package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.JsonRpc;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node that somebody else runs. */
final class ExternalNodePart implements Part {
    private final URI url;

    ExternalNodePart(URI url) {
        this.url = url;
    }

    @Override
    public String name() {
        return NodePart.NAME;
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public Map<String, String> urls() {
        return Map.of("http", url.toString());
    }

    @Override
    public void start() {
        if (!isAlive()) {
            throw new InfrastructureException("no EVM node answers at " + url);
        }
    }

    @Override
    public boolean isAlive() {
        return new JsonRpc(url).answers();
    }

    @Override
    public @Nullable Long pid() {
        return null;
    }

    @Override
    public void stop() {}

    @Override
    public int layer() {
        return 0;
    }
}
