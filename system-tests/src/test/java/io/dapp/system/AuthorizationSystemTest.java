package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.Api;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every route of every service, called by nobody, by somebody else, and with a token that may do nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationSystemTest extends SystemTest {
    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    private final User owner = platform.user();
    private final User stranger = platform.user();
    private final Wallet wallet = owner.fundedWallet();
    private final Payment payment = wallet.pays(platform.stranger(), 1);
    private final Api.Answer resource = owner.at(platform.resources()).post("/api/resources", resource("mine"));
    private final String subscription = owner.at(platform.transactions())
            .post("/api/blockchain/subscriptions", watched())
            .text("subscription_id");
    private final String report =
            owner.at(platform.transactions()).post("/api/reports", report()).text("report_id");
    private final String raw = OwnKey.funded(platform).signs(0, platform.stranger(), 1);
    private final String session = owner.at(platform.auth())
            .get("/api/auth/sessions")
            .body()
            .path("items")
            .path(0)
            .path("id")
            .asString("");

    /** Who may call a route. */
    enum Access {
        /** Everybody; no token is asked for. */
        PUBLIC,
        /** Everybody who is signed in: nothing in it belongs to anybody. */
        SIGNED_IN,
        /** Everybody who is signed in, about what is his own: a stranger's answer does not name the owner's. */
        OWN,
        /** Its owner: to a stranger it does not exist. */
        OWNER
    }

    /** One row of the matrix. */
    record Row(
            String service,
            String route,
            Access access,
            String path,
            @Nullable String body) {
        String method() {
            return route.substring(0, route.indexOf(' '));
        }

        @Override
        public String toString() {
            return route;
        }
    }

    private Stream<Row> rows() {
        String address = wallet.address();
        String resourcePath = resource.header("Location");
        Stream<Row> others = Stream.of(
                row("auth", "POST /api/auth/register", Access.PUBLIC, "{}"),
                row("auth", "POST /api/auth/login", Access.PUBLIC, "{}"),
                row("auth", "POST /api/auth/refresh", Access.PUBLIC, "{}"),
                row("auth", "GET /.well-known/jwks.json", Access.PUBLIC, null),
                row("auth", "GET /api/user/profile", Access.OWN, null),
                row("auth", "PATCH /api/user/profile", Access.OWN, "{}"),
                row("auth", "GET /api/auth/sessions", Access.OWN, null),
                row("auth", "DELETE /api/auth/sessions", Access.OWN, null),
                owned("auth", "DELETE /api/auth/sessions/{id}", "/api/auth/sessions/" + session, null),
                row("auth", "POST /api/auth/logout", Access.OWN, "{}"),
                row("transaction", "GET /api/wallets", Access.OWN, null),
                row("transaction", "POST /api/wallets", Access.OWN, "{}"),
                owned("transaction", "GET /api/wallets/{address}", "/api/wallets/" + address, null),
                owned(
                        "transaction",
                        "GET /api/wallets/{address}/balance",
                        "/api/wallets/" + address + "/balance",
                        null),
                owned("transaction", "GET /api/wallets/{address}/policy", "/api/wallets/" + address + "/policy", null),
                owned(
                        "transaction",
                        "PUT /api/wallets/{address}/policy",
                        "/api/wallets/" + address + "/policy",
                        "{\"paused\":true}"),
                owned(
                        "transaction",
                        "POST /api/blockchain/transaction",
                        "/api/blockchain/transaction",
                        wallet.body(platform.stranger(), 1)),
                row("transaction", "GET /api/transactions", Access.OWN, null),
                owned("transaction", "GET /api/transactions/{id}", "/api/transactions/" + payment.id(), null),
                owned(
                        "transaction",
                        "POST /api/transactions/{id}/speed-up",
                        "/api/transactions/" + payment.id() + "/speed-up",
                        "{}"),
                owned(
                        "transaction",
                        "POST /api/transactions/{id}/cancel",
                        "/api/transactions/" + payment.id() + "/cancel",
                        "{}"),
                owned(
                        "transaction",
                        "POST /api/blockchain/transactions",
                        "/api/blockchain/transactions",
                        "{\"transactions\":[" + wallet.body(platform.stranger(), 1) + "]}"),
                row(
                        "transaction",
                        "POST /api/blockchain/transaction/prepare",
                        Access.OWN,
                        wallet.body(platform.stranger(), 1)),
                row(
                        "transaction",
                        "POST /api/blockchain/transaction/simulate",
                        Access.OWN,
                        wallet.body(platform.stranger(), 1)),
                row("transaction", "POST /api/blockchain/transaction/raw", Access.OWN, "{\"raw\":\"" + raw + "\"}"),
                row(
                        "transaction",
                        "POST /api/blockchain/transaction/track",
                        Access.OWN,
                        "{\"hash\":\"" + OwnKey.hash("0x01") + "\",\"chain_id\":31337}"),
                row("transaction", "POST /api/reports", Access.OWN, report()),
                owned("transaction", "GET /api/reports/{id}", "/api/reports/" + report, null),
                owned("transaction", "GET /api/reports/{id}/content", "/api/reports/" + report + "/content", null),
                row("transaction", "GET /api/blockchain/subscriptions", Access.OWN, null),
                row("transaction", "POST /api/blockchain/subscriptions", Access.OWN, watched()),
                owned(
                        "transaction",
                        "GET /api/blockchain/subscriptions/{id}",
                        "/api/blockchain/subscriptions/" + subscription,
                        null),
                owned(
                        "transaction",
                        "DELETE /api/blockchain/subscriptions/{id}",
                        "/api/blockchain/subscriptions/" + subscription,
                        null),
                owned(
                        "transaction",
                        "GET /api/blockchain/events",
                        "/api/blockchain/events?subscription_id=" + subscription,
                        null),
                row("transaction", "GET /api/blockchain/chains", Access.SIGNED_IN, null),
                row("resource", "GET /api/resources", Access.OWN, null),
                row("resource", "POST /api/resources", Access.OWN, resource("another")),
                owned("resource", "GET /api/resource/{id}", resourcePath.replace("resources", "resource"), null),
                owned("resource", "GET /api/resources/{id}", resourcePath, null),
                owned("resource", "PUT /api/resources/{id}", resourcePath, resource("stolen")),
                owned("resource", "PATCH /api/resources/{id}", resourcePath, "{\"name\":\"stolen\"}"),
                owned("resource", "DELETE /api/resources/{id}", resourcePath, null));
        return Stream.concat(others, chainReads(address));
    }

    @Test
    void everyRouteOfEveryServiceHasItsRow() {
        Set<String> published = new TreeSet<>();
        services()
                .forEach((name, service) -> new Api(service.url(), null)
                        .get("/v3/api-docs")
                        .body()
                        .path("paths")
                        .properties()
                        .forEach(path -> path.getValue().properties().stream()
                                .map(Map.Entry::getKey)
                                .filter(method -> List.of("get", "post", "put", "patch", "delete")
                                        .contains(method))
                                .forEach(method -> published.add(
                                        name + " " + method.toUpperCase(Locale.ROOT) + " " + path.getKey()))));
        assertThat(rows().map(row -> row.service() + " " + row.route()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void nobodyIsLetInWhereATokenIsAskedFor(Row row) {
        int status = call(row, new Api(service(row).url(), null)).status();
        if (row.access() == Access.PUBLIC) {
            assertThat(status).isNotIn(401, 403, 404, 405);
        } else {
            assertThat(status).isEqualTo(401);
        }
    }

    /** But for leaving, and for what belongs to nobody. */
    @ParameterizedTest
    @MethodSource("rows")
    void aTokenThatMayDoNothingDoesNothing(Row row) {
        if (row.route().contains("logout") || row.access() == Access.PUBLIC || row.access() == Access.SIGNED_IN) {
            return;
        }
        String powerless = platform.forged(owner, claims -> claims.put("scope", "nothing:at-all"));
        Api.Answer answer = call(row, new Api(service(row).url(), powerless));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        ownersThingsAreUntouched();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void somebodyElseNeitherSeesNorChangesWhatIsTheOwners(Row row) {
        User somebody = row.route().contains("logout") ? platform.user() : stranger;
        Api.Answer answer = call(row, somebody.at(service(row)));
        switch (row.access()) {
            case PUBLIC, SIGNED_IN -> assertThat(answer.status()).isNotIn(401, 403);
            case OWN -> assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
            case OWNER -> assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        }
        assertThat(answer.body().toString())
                .doesNotContain(owner.id().toString())
                .doesNotContain(payment.hash())
                .doesNotContain(session)
                .doesNotContain("\"mine\"");
        ownersThingsAreUntouched();
    }

    /** What does not exist and what is somebody else's look the same. */
    @ParameterizedTest
    @MethodSource("rows")
    void whatIsTheOwnersLooksAsIfItWereNotThere(Row row) {
        if (row.access() != Access.OWNER || !row.route().contains("{id}")) {
            return;
        }
        Row absent = new Row(
                row.service(), row.route(), row.access(), row.path().replaceAll("[0-9a-f-]{36}", UNKNOWN), row.body());
        Api.Answer hidden = call(row, stranger.at(service(row)));
        Api.Answer none = call(absent, stranger.at(service(row)));
        assertThat(hidden.status()).isEqualTo(none.status());
        assertThat(hidden.code()).isEqualTo(none.code());
        assertThat(hidden.text("detail")).isEqualTo(none.text("detail"));
    }

    @Test
    void aSocketHearsNothingOfSomebodyElse() {
        try (LiveSocket live = stranger.listens()) {
            for (String channel : List.of("user:" + owner.id(), "transaction:" + payment.id())) {
                JsonNode reply = live.ask("subscribe", "{\"channel\":\"" + channel + "\"}");
                assertThat(reply.path("error").path("code").asInt(0))
                        .as(reply.toString())
                        .isEqualTo(103);
            }
        }
    }

    private void ownersThingsAreUntouched() {
        assertThat(owner.at(platform.resources())
                        .get(resource.header("Location"))
                        .header("ETag"))
                .isEqualTo(resource.header("ETag"));
        assertThat(owner.at(platform.transactions())
                        .get("/api/transactions")
                        .body()
                        .path("items"))
                .hasSize(1);
        assertThat(owner.at(platform.auth()).get("/api/auth/sessions").body().path("items"))
                .hasSize(1);
    }

    private Api.Answer call(Row row, Api caller) {
        String type = row.method().equals("PATCH") && row.service().equals("resource")
                ? "application/merge-patch+json"
                : "application/json";
        return caller.call(row.method(), row.path(), row.body(), "Content-Type", type, "If-Match", "\"1\"");
    }

    private Map<String, ServiceProcess> services() {
        Map<String, ServiceProcess> services = new LinkedHashMap<>();
        services.put("auth", platform.auth());
        services.put("transaction", platform.transactions());
        services.put("resource", platform.resources());
        return services;
    }

    private ServiceProcess service(Row row) {
        return java.util.Objects.requireNonNull(services().get(row.service()));
    }

    private static Row row(String service, String route, Access access, @Nullable String body) {
        return new Row(service, route, access, route.substring(route.indexOf(' ') + 1), body);
    }

    /** Chain reads stand under two names each. */
    private static Stream<Row> chainReads(String address) {
        return Stream.of("/api/blockchain/", "/api/blockchain/chains/")
                .flatMap(prefix -> Stream.of(
                        chainRead("GET " + prefix + "{chainId}/head", prefix + "31337/head", null),
                        chainRead("GET " + prefix + "{chainId}/fees", prefix + "31337/fees", null),
                        chainRead(
                                "GET " + prefix + "{chainId}/balance/{address}",
                                prefix + "31337/balance/" + address,
                                null),
                        chainRead(
                                "POST " + prefix + "{chainId}/call",
                                prefix + "31337/call",
                                "{\"to\":\"" + address + "\",\"data\":\"0x\"}")));
    }

    private static Row chainRead(String route, String path, @Nullable String body) {
        return new Row("transaction", route, Access.SIGNED_IN, path, body);
    }

    private static Row owned(String service, String route, String path, @Nullable String body) {
        return new Row(service, route, Access.OWNER, path, body);
    }

    private static String report() {
        return """
                {"type": "transactions", "format": "csv", "from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}""";
    }

    private static String watched() {
        return "{\"address\":\"0x00000000000000000000000000000000000000E1\",\"event\":\"Said(uint256)\"}";
    }

    private static String resource(String name) {
        return "{\"type\":\"note\",\"name\":\"" + name + "\",\"data\":{}}";
    }
}
