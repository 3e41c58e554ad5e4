package io.dapp.local.edge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** {@code /api/docs}: the page and the document it shows. */
final class ApiDocs implements HttpHandler {
    private static final String ASSETS = "/api/docs/assets/";

    private final OpenApiDocument document;
    private final String webjar;

    ApiDocs(EdgeSettings settings) {
        this.document = new OpenApiDocument(settings.targets());
        this.webjar = "/META-INF/resources/webjars/swagger-ui/" + webjarVersion() + "/";
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRequestPath();
        switch (path) {
            case "/api/docs", "/api/docs/" -> Pages.send(exchange, "docs.html");
            case "/api/docs/start.js" -> Pages.send(exchange, "docs.js");
            case "/api/docs/openapi.json" -> {
                exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache");
                Pages.send(exchange, "openapi.json", document.merged());
            }
            default -> asset(exchange, path);
        }
    }

    private void asset(HttpServerExchange exchange, String path) throws IOException {
        String name = path.startsWith(ASSETS) ? path.substring(ASSETS.length()) : "";
        byte[] content = name.matches("[A-Za-z0-9-]+(\\.[a-z0-9]+)+")
                ? Pages.read(ApiDocs.class.getResourceAsStream(webjar + name))
                : null;
        if (content == null) {
            Problems.send(exchange, 404, "not_found", "Not found", "There is nothing at this path.");
            return;
        }
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "max-age=3600");
        Pages.send(exchange, name, content);
    }

    private static String webjarVersion() {
        Properties properties = new Properties();
        try (InputStream in =
                ApiDocs.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            if (in == null) {
                throw new IllegalStateException("the page's assets are not on the class path");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }
}
