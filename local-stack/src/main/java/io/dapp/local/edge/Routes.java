package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which path goes where: the rules of the load balancer, and what only this machine has. */
final class Routes implements HttpHandler {
    /** Below how long a service that stops lets its callers go ({@code dapp.drain.period}). */
    private static final int STALE_CONNECTION_MILLIS = 4_000;

    /** Idle connections that would be kept for however long. */
    private static final int KEPT_FOR_EVER = 0;

    private static final int NO_LIMIT = -1;

    private final List<Route> routes;

    Routes(EdgeSettings settings, HttpHandler local, HttpHandler mail, HttpHandler docs, HttpHandler startPage) {
        List<Route> all = new ArrayList<>();
        all.add(new Route("/api/docs", docs));
        Map<String, HttpHandler> plain = new HashMap<>();
        Map<String, HttpHandler> streaming = new HashMap<>();
        for (ServiceRoute route : ServiceRoute.ALL) {
            HttpHandler proxy = route.streams()
                    ? streaming.computeIfAbsent(route.target(), target -> proxy(settings, target, null))
                    : plain.computeIfAbsent(
                            route.target(),
                            target -> proxy(settings, target, settings.limits().request()));
            all.add(new Route(route.prefix(), proxy));
        }
        all.add(new Route("/local/mail", mail));
        all.add(new Route("/local", local));
        all.add(new Route("/", startPage));
        this.routes = List.copyOf(all);
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
                .setSoftMaxConnectionsPerThread(KEPT_FOR_EVER)
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
