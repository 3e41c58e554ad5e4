package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Set;

/** Lets the browser pages of listed origins call the API, and no others. */
final class Cors implements HttpHandler {
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_CREDENTIALS = new HttpString("Access-Control-Allow-Credentials");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");

    private final HttpHandler next;
    private final Set<String> origins;

    Cors(HttpHandler next, Set<String> origins) {
        this.next = next;
        this.origins = origins;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        boolean allowed = origin != null && origins.contains(origin);
        exchange.addResponseCommitListener(answered -> answer(answered, allowed ? origin : null));
        if (isPreflight(exchange)) {
            if (allowed) {
                preflight(exchange);
            } else {
                Problems.send(exchange, 403, "forbidden", "Forbidden", "This origin may not call the API.");
            }
            return;
        }
        next.handleRequest(exchange);
    }

    private static boolean isPreflight(HttpServerExchange exchange) {
        return exchange.getRequestMethod().equals(Methods.OPTIONS)
                && exchange.getRequestHeaders().contains(Headers.ORIGIN)
                && exchange.getRequestHeaders().contains(REQUEST_METHOD);
    }

    private static void answer(HttpServerExchange exchange, @org.jspecify.annotations.Nullable String allowedOrigin) {
        HeaderMap headers = exchange.getResponseHeaders();
        headers.remove(ALLOW_ORIGIN);
        headers.remove(ALLOW_CREDENTIALS);
        headers.add(Headers.VARY, "Origin");
        if (allowedOrigin != null) {
            headers.put(ALLOW_ORIGIN, allowedOrigin);
            headers.put(ALLOW_CREDENTIALS, "true");
            headers.put(EXPOSE_HEADERS, "ETag, Location, Retry-After, X-Cache");
        }
    }

    private static void preflight(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        headers.put(ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE");
        headers.put(
                ALLOW_HEADERS,
                "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, traceparent");
        headers.put(MAX_AGE, "600");
        exchange.setStatusCode(204);
        exchange.endExchange();
    }
}
