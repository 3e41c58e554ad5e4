package io.dapp.local.stack;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service of the platform as the local stack runs it.
 *
 * @param port where it serves; null when it only has a management port
 */
record Service(String name, @Nullable StackPort port, StackPort managementPort, String schema) {
    static final Service AUTH = new Service("auth-service", StackPort.AUTH, StackPort.AUTH_MANAGEMENT, "auth");
    static final Service TRANSACTION =
            new Service("transaction-service", StackPort.TRANSACTION, StackPort.TRANSACTION_MANAGEMENT, "transaction");
    static final Service RESOURCE =
            new Service("resource-service", StackPort.RESOURCE, StackPort.RESOURCE_MANAGEMENT, "resource");
    static final Service NOTIFICATION = new Service(
            "notification-gateway", StackPort.NOTIFICATION, StackPort.NOTIFICATION_MANAGEMENT, "notification");
    static final Service MONITOR = new Service("tx-monitor-worker", null, StackPort.MONITOR_MANAGEMENT, "transaction");

    static final List<Service> ALL = List.of(AUTH, TRANSACTION, RESOURCE, NOTIFICATION, MONITOR);

    URI readiness(StackSettings settings) {
        return URI.create("http://127.0.0.1:" + settings.port(managementPort) + "/ready");
    }

    Map<String, String> urls(StackSettings settings) {
        Map<String, String> urls = new java.util.LinkedHashMap<>();
        if (port != null) {
            urls.put("http", "http://127.0.0.1:" + settings.port(port));
        }
        urls.put("management", "http://127.0.0.1:" + settings.port(managementPort));
        return urls;
    }

    /** What the service is told; secrets go this way and no other. */
    Map<String, String> environment(StackSettings settings, Secrets secrets, long chainId) {
        Map<String, String> environment = new HashMap<>();
        var database = secrets.runtime(schema);
        if (port != null) {
            environment.put("SERVER_PORT", Integer.toString(settings.port(port)));
        }
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(settings.port(managementPort)));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        environment.put(
                "SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + settings.port(StackPort.POSTGRES) + "/dapp");
        environment.put("SPRING_DATASOURCE_USERNAME", database.username());
        environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
        environment.put("SPRING_DATA_REDIS_URL", "redis://127.0.0.1:" + settings.port(StackPort.REDIS));
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + settings.port(StackPort.KAFKA));
        environment.put("DAPP_LOG_FORMAT", "readable");
        environment.put("DAPP_SECURITY_ISSUER", settings.edgeUrl().toString());
        environment.put("DAPP_SECURITY_AUDIENCE", "dapp");
        environment.put(
                "DAPP_SECURITY_JWKS_URI",
                "http://127.0.0.1:" + settings.port(StackPort.AUTH) + "/.well-known/jwks.json");
        switch (name) {
            case "auth-service" -> addAuth(environment, settings, secrets);
            case "transaction-service", "tx-monitor-worker" -> {
                addChain(environment, settings, chainId);
                environment.putAll(secrets.masterKeys().environment());
                environment.put("DAPP_REPORTS_FOLDER", settings.data("reports").toString());
            }
            default -> {}
        }
        return environment;
    }

    private static void addAuth(Map<String, String> environment, StackSettings settings, Secrets secrets) {
        environment.put("DAPP_AUTH_SIGNING_KEY", secrets.tokenSigningKey());
        environment.put("DAPP_AUTH_REFRESH_KEY", secrets.refreshKey());
        environment.put("DAPP_AUTH_EMAIL_VERIFICATION", "off");
        environment.put("DAPP_AUTH_ALLOWED_ORIGINS", String.join(",", Origins.local(settings)));
    }

    private static void addChain(Map<String, String> environment, StackSettings settings, long chainId) {
        URI node = settings.nodeUrl();
        environment.put("DAPP_CHAINS_LOCAL_ID", Long.toString(chainId));
        environment.put("DAPP_CHAINS_LOCAL_NODES_0_HTTPURL", node.toString());
        environment.put(
                "DAPP_CHAINS_LOCAL_REQUIREDCONFIRMATIONS", Integer.toString(StackSettings.REQUIRED_CONFIRMATIONS));
        if (settings.node() == null) {
            environment.put("DAPP_CHAINS_LOCAL_NODES_0_WSURL", "ws://127.0.0.1:" + settings.port(StackPort.NODE));
            environment.put("DAPP_CHAINS_LOCAL_BLOCKTIME", "1s");
            environment.put("DAPP_CHAINS_LOCAL_MAXINFLIGHTPERACCOUNT", "256");
            environment.put("DAPP_CHAINS_LOCAL_MAXFEECEILING", "10000000000000");
        }
    }
}
