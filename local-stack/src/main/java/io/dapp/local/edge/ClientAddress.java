package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Says from where a request comes. Only the edge says so: what the client claims is taken away, but for
 * {@code X-Local-Client-Address}, by which limits per address can be tried on one machine.
 */
final class ClientAddress implements HttpHandler {
    private static final HttpString LOCAL_CLIENT_ADDRESS = new HttpString("X-Local-Client-Address");
    private static final List<HttpString> CLAIMS = List.of(
            new HttpString("Forwarded"),
            new HttpString("X-Forwarded-For"),
            new HttpString("X-Forwarded-Host"),
            new HttpString("X-Forwarded-Port"),
            new HttpString("X-Forwarded-Prefix"),
            new HttpString("X-Forwarded-Proto"),
            new HttpString("X-Forwarded-Server"),
            new HttpString("X-Real-IP"),
            new HttpString("True-Client-IP"));

    private final HttpHandler next;

    ClientAddress(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderMap headers = exchange.getRequestHeaders();
        CLAIMS.forEach(headers::remove);
        String given = headers.getFirst(LOCAL_CLIENT_ADDRESS);
        headers.remove(LOCAL_CLIENT_ADDRESS);
        if (given != null) {
            try {
                exchange.setSourceAddress(new InetSocketAddress(
                        InetAddress.ofLiteral(given),
                        exchange.getSourceAddress().getPort()));
            } catch (IllegalArgumentException e) {
                Problems.send(
                        exchange,
                        400,
                        "invalid_request",
                        "Invalid request",
                        "X-Local-Client-Address is not an IP address.");
                return;
            }
        }
        next.handleRequest(exchange);
    }
}
