package io.dapp.local.edge;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * What the edge serves.
 *
 * @param addresses where it listens; none: this machine's own
 * @param targets the services auth, transaction, resource and notification
 * @param origins browser origins that may call the API
 */
public record EdgeSettings(
        Set<String> addresses, int port, Map<String, URI> targets, Set<String> origins, EdgeLimits limits) {
    public EdgeSettings(int port, Map<String, URI> targets, Set<String> origins, EdgeLimits limits) {
        this(Set.of(), port, targets, origins, limits);
    }

    URI target(String service) {
        return java.util.Objects.requireNonNull(targets.get(service), service);
    }
}
