package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** Gives a body to what goes wrong between the edge and a service. */
final class ProblemPages implements HttpHandler {
    private final HttpHandler next;

    ProblemPages(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addDefaultResponseListener(ProblemPages::explain);
        next.handleRequest(exchange);
    }

    private static boolean explain(HttpServerExchange exchange) {
        if (!exchange.isResponseChannelAvailable()) {
            return false;
        }
        switch (exchange.getStatusCode()) {
            case 413 -> BodyLimit.refuse(exchange);
            case 500, 502 ->
                Problems.send(exchange, 502, "bad_gateway", "Bad gateway", "The service's answer could not be read.");
            case 503 -> {
                exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
                Problems.send(
                        exchange, 503, "service_unavailable", "Service unavailable", "The service cannot be reached.");
            }
            case 504 ->
                Problems.send(
                        exchange, 504, "gateway_timeout", "Gateway timeout", "The service did not answer in time.");
            default -> {
                return false;
            }
        }
        return true;
    }
}
