package io.dapp.local.edge;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Error answers in the form that the services give theirs. */
final class Problems {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONTENT_TYPE = "application/problem+json";

    private Problems() {}

    static void send(HttpServerExchange exchange, int status, String code, String title, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:dapp:problem:" + code);
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("code", code);
        String traceId = traceId(exchange);
        if (traceId != null) {
            problem.put("trace_id", traceId);
        }
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, CONTENT_TYPE);
        exchange.getResponseSender().send(JSON.writeValueAsString(problem));
    }

    private static @org.jspecify.annotations.Nullable String traceId(HttpServerExchange exchange) {
        String traceparent = exchange.getRequestHeaders().getFirst("traceparent");
        return traceparent != null && traceparent.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*")
                ? traceparent.substring(3, 35)
                : null;
    }
}
