package io.dapp.local.stack;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.JsonRpc;
import java.net.URI;
import java.util.Map;

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
    public void stop() {}
}
