package io.dapp.local.edge;

import io.dapp.local.mail.CaughtMail;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** {@code /local/mail}: the mails that the platform has sent, as a page and as JSON. */
final class MailPages implements HttpHandler {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<List<CaughtMail>> newestFirst;

    MailPages(Supplier<List<CaughtMail>> newestFirst) {
        this.newestFirst = newestFirst;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!exchange.getRequestMethod().equals(Methods.GET)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "GET");
            Problems.send(exchange, 405, "method_not_allowed", "Method not allowed", "This tool takes GET.");
            return;
        }
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        switch (exchange.getRequestPath()) {
            case "/local/mail", "/local/mail/" -> Pages.send(exchange, "mail.html");
            case "/local/mail/page.js" -> Pages.send(exchange, "mail.js");
            case "/local/mail/messages" -> {
                List<Map<String, Object>> items =
                        newestFirst.get().stream().map(MailPages::item).toList();
                Pages.send(exchange, "messages.json", JSON.writeValueAsBytes(Map.of("items", items)));
            }
            default -> Problems.send(exchange, 404, "not_found", "Not found", "There is no mail page at this path.");
        }
    }

    private static Map<String, Object> item(CaughtMail mail) {
        return Map.of(
                "received_at", mail.receivedAt().toString(),
                "from", mail.from(),
                "to", mail.to(),
                "subject", mail.subject(),
                "text", mail.text(),
                "html", mail.html(),
                "links", mail.links());
    }
}
