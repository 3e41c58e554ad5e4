package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Refuses a body that says to be too large before any of it is read; one that does not say is cut by the server. */
final class BodyLimit implements HttpHandler {
    private final HttpHandler next;
    private final long limit;

    BodyLimit(HttpHandler next, long limit) {
        this.next = next;
        this.limit = limit;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (exchange.getRequestContentLength() > limit) {
            exchange.setPersistent(false);
            refuse(exchange);
            return;
        }
        next.handleRequest(exchange);
    }

    static void refuse(HttpServerExchange exchange) {
        Problems.send(exchange, 413, "payload_too_large", "Payload too large", "The body is larger than allowed.");
    }
}
