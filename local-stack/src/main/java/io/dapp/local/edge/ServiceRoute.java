package io.dapp.local.edge;

import java.util.List;

/**
 * A path of the API and whose it is: what every load balancer in front of the services has to know.
 *
 * @param prefix itself and what is below it
 * @param target auth, transaction, resource or notification
 * @param streams whether answers stay open for as long as they like
 */
public record ServiceRoute(String prefix, String target, boolean streams) {
    /** The first that matches decides. */
    public static final List<ServiceRoute> ALL = List.of(
            to("auth", "/api/auth"),
            to("auth", "/api/user"),
            to("auth", "/.well-known"),
            to("transaction", "/api/blockchain"),
            to("transaction", "/api/transactions"),
            to("transaction", "/api/wallets"),
            to("transaction", "/api/reports"),
            to("resource", "/api/resource"),
            to("resource", "/api/resources"),
            new ServiceRoute("/connection", "notification", true),
            new ServiceRoute("/api/notifications/stream", "notification", true),
            to("notification", "/api/notifications"),
            to("notification", "/api/webhooks"));

    private static ServiceRoute to(String target, String prefix) {
        return new ServiceRoute(prefix, target, false);
    }
}
