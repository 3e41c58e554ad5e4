package io.dapp.local.stack;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the platform's parts are reached, for tools. */
final class StackUrls {
    private StackUrls() {}

    static Map<String, String> of(StackSettings settings) {
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("edge", settings.edgeUrl().toString());
        urls.put("api_docs", settings.edgeUrl() + "/api/docs");
        urls.put("node_rpc", settings.nodeUrl().toString());
        if (settings.node() == null) {
            urls.put("node_ws", "ws://127.0.0.1:" + settings.port(StackPort.NODE));
        }
        urls.put("postgresql", "jdbc:postgresql://127.0.0.1:" + settings.port(StackPort.POSTGRES) + "/dapp");
        urls.put("redis", "redis://127.0.0.1:" + settings.port(StackPort.REDIS));
        urls.put("kafka", "127.0.0.1:" + settings.port(StackPort.KAFKA));
        urls.put("smtp", "smtp://127.0.0.1:" + settings.port(StackPort.MAIL));
        for (Service service : Service.ALL) {
            service.urls(settings).forEach((kind, url) -> urls.put(key(service, kind), url));
        }
        return urls;
    }

    private static String key(Service service, String kind) {
        String name = service.name().replace('-', '_');
        return kind.equals("http") ? name : name + "_" + kind;
    }
}
