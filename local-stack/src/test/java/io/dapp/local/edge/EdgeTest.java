package io.dapp.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dapp.local.infra.Ports;
import io.dapp.local.mail.CaughtMail;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EdgeTest {
    private static final CaughtMail MAIL = new CaughtMail(
            Instant.parse("2030-01-02T03:04:05Z"),
            "no-reply@example.com",
            List.of("ada@example.com"),
            "Hello",
            "See https://app.example/x",
            "",
            List.of("https://app.example/x"));
    private static final String ALLOWED = "http://localhost:5173";

    private final Map<String, HttpServer> services = new HashMap<>();
    private final int port = Ports.free();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Edge edge;

    @BeforeEach
    void start() throws IOException {
        Map<String, URI> targets = new HashMap<>();
        for (String name : Set.of("auth", "transaction", "resource", "notification")) {
            HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            service.createContext("/", exchange -> echo(name, exchange));
            service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            service.start();
            services.put(name, service);
            targets.put(
                    name, URI.create("http://127.0.0.1:" + service.getAddress().getPort()));
        }
        edge = Edge.start(
                new EdgeSettings(port, targets, Set.of(ALLOWED), new EdgeLimits(1_000, Duration.ofSeconds(2), 100)),
                new LocalChain(URI.create("http://127.0.0.1:1"), 6),
                () -> List.of(MAIL));
    }

    @AfterEach
    void stop() {
        edge.close();
        services.values().forEach(service -> service.stop(0));
    }

    @Test
    void routesEachPathToTheServiceThatTheLoadBalancerWouldTake() throws Exception {
        Map<String, String> expected = Map.ofEntries(
                Map.entry("/api/auth/login", "auth"),
                Map.entry("/api/user/profile", "auth"),
                Map.entry("/.well-known/jwks.json", "auth"),
                Map.entry("/api/blockchain/transaction", "transaction"),
                Map.entry("/api/transactions?limit=2", "transaction"),
                Map.entry("/api/wallets", "transaction"),
                Map.entry("/api/reports/1", "transaction"),
                Map.entry("/api/resource/1", "resource"),
                Map.entry("/api/resources", "resource"),
                Map.entry("/api/notifications", "notification"),
                Map.entry("/api/notifications/stream", "notification"),
                Map.entry("/api/webhooks", "notification"),
                Map.entry("/connection/websocket", "notification"));
        for (Map.Entry<String, String> each : expected.entrySet()) {
            assertThat(get(each.getKey()).body()).startsWith(each.getValue() + " GET " + each.getKey());
        }
    }

    @Test
    void showsTheMailsThatWereCaught() throws Exception {
        HttpResponse<String> messages = get("/local/mail/messages");
        assertThat(messages.statusCode()).isEqualTo(200);
        assertThat(messages.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(messages.body()).contains("\"to\":[\"ada@example.com\"]", "\"links\":[\"https://app.example/x\"]");
        assertThat(get("/local/mail").body()).contains("<title>Mail");
        assertThat(get("/local/mail/page.js").headers().firstValue("Content-Type"))
                .contains("text/javascript; charset=utf-8");
        assertProblem(get("/local/mail/other"), 404, "not_found");
        assertProblem(tool("/local/mail/messages", "{}"), 405, "method_not_allowed");
    }

    @Test
    void aPathThatNoServiceHasIsAProblem() throws Exception {
        for (String path : Set.of("/api/authority", "/v3/api-docs", "/metrics")) {
            assertProblem(get(path), 404, "not_found");
        }
    }

    @Test
    void saysItselfFromWhereARequestComes() throws Exception {
        HttpResponse<String> claimed = send(request("/api/user").header("X-Forwarded-For", "6.6.6.6"));
        assertThat(claimed.body()).contains("x-forwarded-for=127.0.0.1").doesNotContain("6.6.6.6");
        HttpResponse<String> local = send(request("/api/user").header("X-Local-Client-Address", "203.0.113.9"));
        assertThat(local.body()).contains("x-forwarded-for=203.0.113.9").doesNotContain("x-local-client-address");
        assertProblem(send(request("/api/user").header("X-Local-Client-Address", "nobody")), 400, "invalid_request");
    }

    @Test
    void passesTheTraceContextOn() throws Exception {
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assertThat(send(request("/api/user").header("traceparent", traceparent)).body())
                .contains("traceparent=" + traceparent);
    }

    @Test
    void letsOnlyListedOriginsIn() throws Exception {
        HttpResponse<String> allowed = send(request("/api/user").header("Origin", ALLOWED));
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(ALLOWED);
        HttpResponse<String> foreign = send(request("/api/user").header("Origin", "https://evil.example"));
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight(ALLOWED).statusCode()).isEqualTo(204);
        assertThat(preflight(ALLOWED)
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElseThrow())
                .contains("Idempotency-Key");
        assertProblem(preflight("https://evil.example"), 403, "forbidden");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() throws Exception {
        for (String path : Set.of("/", "/api/user", "/nothing", "/api/docs")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().allValues("Content-Security-Policy")).hasSize(1);
        }
    }

    @Test
    void aServiceThatIsAwayOrSlowIsAProblem() throws Exception {
        assertProblem(get("/api/user/slow"), 504, "gateway_timeout");
        java.util.Objects.requireNonNull(services.get("resource")).stop(0);
        HttpResponse<String> away = get("/api/resources");
        assertProblem(away, 503, "service_unavailable");
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        HttpRequest.Builder large =
                request("/api/resources").POST(HttpRequest.BodyPublishers.ofString("x".repeat(1_001)));
        assertProblem(send(large), 413, "payload_too_large");
    }

    @Test
    void theLocalToolsTakeOnlyWhatTheyKnow() throws Exception {
        assertProblem(tool("/local/faucet", "{\"address\":\"0x1\"}"), 400, "invalid_request");
        assertProblem(tool("/local/faucet", "{\"address\":1}"), 400, "invalid_request");
        assertProblem(tool("/local/faucet", "{\"address\":\"0x1\",\"to\":2}"), 400, "invalid_request");
        assertProblem(tool("/local/faucet", "[]"), 400, "invalid_request");
        assertProblem(tool("/local/faucet", "{"), 400, "invalid_request");
        assertProblem(tool("/local/chain/reorg", "{\"depth\":6}"), 400, "invalid_request");
        assertProblem(tool("/local/chain/reorg", "{\"depth\":0}"), 400, "invalid_request");
        assertProblem(tool("/local/chain/mine", "{\"blocks\":1.5}"), 400, "invalid_request");
        assertProblem(tool("/local/chain/mine", "{\"blocks\":1}"), 503, "chain_unavailable");
        assertProblem(get("/local/faucet"), 405, "method_not_allowed");
        assertProblem(get("/local/other"), 404, "not_found");
        HttpRequest.Builder form = request("/local/faucet")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertProblem(send(form), 415, "unsupported_media_type");
        HttpRequest.Builder foreignPage = request("/local/faucet")
                .header("Content-Type", "application/json")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertProblem(send(foreignPage), 403, "forbidden");
    }

    @Test
    void aForeignHostNameDoesNotReachTheLocalTools() throws Exception {
        try (var socket = new java.net.Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.getOutputStream()
                    .write("GET /local/mail HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void theInterfaceDocumentsOfAllServicesAreOne() throws Exception {
        JsonNode document =
                JsonMapper.shared().readTree(get("/api/docs/openapi.json").body());
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(document.path("paths").propertyNames())
                .contains("/api/auth", "/api/transaction", "/api/resource", "/api/notification");
        JsonNode schemas = document.path("components").path("schemas");
        assertThat(schemas.size()).isEqualTo(4);
        document.path("paths").forEach(path -> {
            String reference = path.path("get").path("$ref").asString();
            assertThat(schemas.has(reference.substring(reference.lastIndexOf('/') + 1)))
                    .isTrue();
        });
        assertThat(get("/api/docs").body()).contains("/api/docs/assets/swagger-ui-bundle.js");
        assertThat(get("/api/docs/assets/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
        assertThat(get("/api/docs/assets/..%2fdocs.html").statusCode()).isEqualTo(404);
    }

    private static void echo(String service, HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        if (path.endsWith("/slow")) {
            // Longer than the edge waits; the exchange stays open until the server is stopped.
            return;
        }
        StringBuilder answer = new StringBuilder();
        if (path.equals("/v3/api-docs")) {
            answer.append("""
                    {"openapi":"3.1.0","paths":{"/api/%s":{"get":{"$ref":"#/components/schemas/Thing"}}},
                     "components":{"schemas":{"Thing":{"type":"object","title":"%s"}}}}""".formatted(service, service));
        } else {
            answer.append(service)
                    .append(' ')
                    .append(exchange.getRequestMethod())
                    .append(' ')
                    .append(path)
                    .append('\n');
            exchange.getRequestHeaders()
                    .forEach((name, values) -> answer.append(name.toLowerCase(java.util.Locale.ROOT))
                            .append('=')
                            .append(String.join(",", values))
                            .append('\n'));
        }
        byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> tool(String path, String body) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return send(request("/api/resources")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JsonMapper.shared().readTree(answer.body()).path("code").asString())
                .isEqualTo(code);
    }
}
