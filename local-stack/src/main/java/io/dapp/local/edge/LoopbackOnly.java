package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.util.Set;

/** Lets in only this machine's own tools: no other address, no foreign page that a browser on this machine shows. */
final class LoopbackOnly implements HttpHandler {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final HttpHandler next;
    private final Set<String> origins;

    LoopbackOnly(HttpHandler next, Set<String> origins) {
        this.next = next;
        this.origins = origins;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        boolean fromHere = exchange.getConnection().getPeerAddress() instanceof InetSocketAddress peer
                && peer.getAddress().isLoopbackAddress();
        if (!fromHere || !NAMES.contains(exchange.getHostName()) || (origin != null && !origins.contains(origin))) {
            Problems.send(exchange, 403, "forbidden", "Forbidden", "The local tools are for this machine alone.");
            return;
        }
        next.handleRequest(exchange);
    }
}
