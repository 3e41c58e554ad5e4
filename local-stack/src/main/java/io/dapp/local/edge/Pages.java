package io.dapp.local.edge;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files that the edge serves from its own jar. */
final class Pages {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "png", "image/png",
            "map", "application/json");

    private Pages() {}

    /** A page of this package. Its own inline style is allowed by its hash, scripts only from this address. */
    static void send(HttpServerExchange exchange, String page) throws IOException {
        byte[] content = read(Pages.class.getResourceAsStream(page));
        if (content == null) {
            throw new IOException("no page " + page);
        }
        String html = new String(content, StandardCharsets.UTF_8);
        exchange.getResponseHeaders().put(SecurityHeaders.CONTENT_SECURITY_POLICY, policy(html));
        send(exchange, page, content);
    }

    static void send(HttpServerExchange exchange, String name, byte[] content) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, TYPES.getOrDefault(extension, "application/octet-stream"));
        exchange.getResponseSender().send(ByteBuffer.wrap(content));
    }

    static byte @Nullable [] read(@Nullable InputStream resource) throws IOException {
        if (resource == null) {
            return null;
        }
        try (resource) {
            return resource.readAllBytes();
        }
    }

    private static String policy(String html) {
        int start = html.indexOf("<style>");
        int end = html.indexOf("</style>");
        String style = start < 0 || end < 0 ? "" : " 'sha256-" + sha256(html.substring(start + 7, end)) + "'";
        return "default-src 'none'; script-src 'self'; style-src 'self'" + style
                + "; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
