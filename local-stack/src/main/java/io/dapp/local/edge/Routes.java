package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Which path goes where: the rules of the load balancer, and what only this machine has. */
final class Routes implements HttpHandler {
    private static final int STALE_CONNECTION_MILLIS = 15_000;
    private static final int NO_LIMIT = -1;

    private final List<Route> routes;

    Routes(EdgeSettings settings, HttpHandler local, HttpHandler mail, HttpHandler docs, HttpHandler startPage) {
        HttpHandler auth = proxy(settings, "auth", settings.limits().request());
        HttpHandler transaction =
                proxy(settings, "transaction", settings.limits().request());
        HttpHandler resource = proxy(settings, "resource", settings.limits().request());
        HttpHandler notification =
                proxy(settings, "notification", settings.limits().request());
        HttpHandler streams = proxy(settings, "notification", null);
        this.routes = List.of(
                new Route("/api/docs", docs),
                new Route("/api/auth", auth),
                new Route("/api/user", auth),
                new Route("/.well-known", auth),
                new Route("/api/blockchain", transaction),
                new Route("/api/transactions", transaction),
                new Route("/api/wallets", transaction),
                new Route("/api/reports", transaction),
                new Route("/api/resource", resource),
                new Route("/api/resources", resource),
                new Route("/connection", streams),
                new Route("/api/notifications/stream", streams),
                new Route("/api/notifications", notification),
                new Route("/api/webhooks", notification),
                new Route("/local/mail", mail),
                new Route("/local", local),
                new Route("/", startPage));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRequestPath();
        for (Route route : routes) {
            if (route.matches(path)) {
                route.handler().handleRequest(exchange);
                return;
            }
        }
        Problems.send(exchange, 404, "not_found", "Not found", "There is nothing at this path.");
    }

    private static HttpHandler proxy(
            EdgeSettings settings, String service, @org.jspecify.annotations.Nullable Duration limit) {
        URI target = settings.target(service);
        LoadBalancingProxyClient client = new LoadBalancingProxyClient()
                .addHost(target)
                .setConnectionsPerThread(settings.limits().connectionsPerTarget())
                .setTtl(STALE_CONNECTION_MILLIS)
                .setProblemServerRetry(1);
        return ProxyHandler.builder()
                .setProxyClient(client)
                .setMaxRequestTime(limit == null ? NO_LIMIT : Math.toIntExact(limit.toMillis()))
                .setRewriteHostHeader(false)
                .setReuseXForwarded(false)
                .setMaxConnectionRetries(1)
                .build();
    }

    private record Route(String prefix, HttpHandler handler) {
        boolean matches(String path) {
            return path.equals(prefix) || (prefix.length() > 1 && path.startsWith(prefix + "/"));
        }
    }
}
