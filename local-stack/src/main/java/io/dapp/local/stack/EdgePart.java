package io.dapp.local.stack;

import io.dapp.local.edge.Edge;
import io.dapp.local.edge.EdgeLimits;
import io.dapp.local.edge.EdgeSettings;
import io.dapp.local.edge.LocalChain;
import io.dapp.local.mail.CaughtMail;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The edge inside the supervisor. */
final class EdgePart implements Part {
    private final StackSettings settings;
    private final Supplier<List<CaughtMail>> mails;
    private @Nullable Edge edge;

    EdgePart(StackSettings settings, Supplier<List<CaughtMail>> mails) {
        this.mails = mails;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "edge";
    }

    @Override
    public Map<String, String> urls() {
        return Map.of("http", settings.edgeUrl().toString());
    }

    @Override
    public void start() {
        Map<String, URI> targets = new LinkedHashMap<>();
        targets.put("auth", at(StackPort.AUTH));
        targets.put("transaction", at(StackPort.TRANSACTION));
        targets.put("resource", at(StackPort.RESOURCE));
        targets.put("notification", at(StackPort.NOTIFICATION));
        LocalChain chain = new LocalChain(settings.nodeUrl(), StackSettings.REQUIRED_CONFIRMATIONS);
        edge = Edge.start(
                new EdgeSettings(
                        settings.port(StackPort.EDGE),
                        targets,
                        Set.copyOf(Origins.local(settings)),
                        EdgeLimits.STANDARD),
                chain,
                mails);
    }

    @Override
    public boolean isAlive() {
        return edge != null;
    }

    @Override
    public void stop() {
        if (edge != null) {
            edge.close();
            edge = null;
        }
    }

    @Override
    public int layer() {
        return 1;
    }

    private URI at(StackPort port) {
        return URI.create("http://127.0.0.1:" + settings.port(port));
    }
}
