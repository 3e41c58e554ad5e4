package io.dapp.local.edge;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * What the edge serves.
 *
 * @param targets the services auth, transaction, resource and notification
 * @param origins browser origins that may call the API
 */
public record EdgeSettings(int port, Map<String, URI> targets, Set<String> origins, EdgeLimits limits) {
    URI target(String service) {
        return java.util.Objects.requireNonNull(targets.get(service), service);
    }
}
