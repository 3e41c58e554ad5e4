package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** What a browser shows at {@code /}. */
final class StartPage implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Pages.send(exchange, "start.html");
    }
}
