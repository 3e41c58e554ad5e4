package io.dapp.local.command;

import io.dapp.local.stack.StackSettings;
import java.io.PrintStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** {@code ./dapp demo}: one payment from the REST call to the final block. */
public final class DemoCommand {
    /** 0.01 ETH. */
    private static final String AMOUNT = "10000000000000000";

    private final URI edge;
    private final PrintStream out;
    private final ApiClient api;

    public DemoCommand(URI edge, PrintStream out) {
        this.edge = edge;
        this.out = out;
        this.api = new ApiClient(edge);
    }

    /** Exit code 1, and the reason, when anything is off. */
    public int run() {
        try {
            play();
            return 0;
        } catch (DemoFailedException e) {
            out.println("./dapp demo: " + e.getMessage());
            return 1;
        }
    }

    private void play() {
        String email = "demo-" + UUID.randomUUID().toString().substring(0, 8) + "@example.com";
        String password = "demo " + randomHex(12);
        api.post("/api/auth/register", Map.of("email", email, "password", password), 201);
        step("registered", email);
        JsonNode login = api.post("/api/auth/login", Map.of("email", email, "password", password), 200);
        String token = login.path("token").asString("");
        api.authenticate(token);
        step("logged in", "token for " + login.path("expires_in").asInt() + " s");
        String wallet = api.post("/api/wallets", Map.of("name", "demo"), 201)
                .path("address")
                .asString("");
        step("wallet", wallet);
        String funding = api.post("/local/faucet", Map.of("address", wallet), 200)
                .path("hash")
                .asString("");
        step("funded", "10 ETH in " + funding);
        try (LiveUpdates updates = new LiveUpdates(api.http(), webSocketUrl())) {
            updates.command(1, "connect", Map.of("token", token));
            updates.command(2, "subscribe", Map.of("channel", "chain:" + StackSettings.LOCAL_CHAIN_ID));
            step("live", "WebSocket connected");
            out.println();
            pay(wallet, updates);
        }
    }

    private void pay(String wallet, LiveUpdates updates) {
        String recipient = "0x" + randomHex(20);
        long start = System.nanoTime();
        JsonNode accepted =
                api.post("/api/blockchain/transaction", Map.of("from", wallet, "to", recipient, "amount", AMOUNT), 202);
        String id = accepted.path("transaction_id").asString("");
        PaymentTimeline timeline = new PaymentTimeline(id, start, out);
        timeline.accepted(accepted, System.nanoTime());
        while (!timeline.finished()) {
            timeline.received(updates.next(Duration.ofSeconds(60)));
        }
        JsonNode told = timeline.newest();
        JsonNode read = api.get("/api/transactions/" + id);
        if (!read.path("status").asString("").equals("finalized")
                || read.path("version").asLong() != told.path("version").asLong()) {
            throw new DemoFailedException("the WebSocket told " + told + ", but GET answers " + read);
        }
        out.printf(
                Locale.ROOT,
                "%nThe payment is final: %s wei to %s in block %d.%n",
                AMOUNT,
                read.path("to").asString(""),
                read.path("block_number").asLong());
    }

    private void step(String what, String detail) {
        out.printf(Locale.ROOT, "  %-11s %s%n", what, detail);
    }

    private URI webSocketUrl() {
        return URI.create("ws://" + edge.getAuthority() + "/connection/websocket");
    }

    private static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
