package io.dapp.system.platform;

import io.dapp.local.infra.Waiting;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** An accepted payment. */
public record Payment(Platform platform, User owner, String id, String hash) {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    public JsonNode snapshot() {
        return snapshot(platform.transactions());
    }

    public JsonNode snapshot(ServiceProcess service) {
        return owner.at(service).get("/api/transactions/" + id).body();
    }

    public String status() {
        return snapshot().path("status").asString("");
    }

    /** Asks for {@code speed-up} or {@code cancel}; any answer. */
    public Api.Answer asks(String action) {
        return asks(platform.transactions(), action);
    }

    public Api.Answer asks(ServiceProcess service, String action) {
        return owner.at(service)
                .post(
                        "/api/transactions/" + id + "/" + action,
                        "{}",
                        "Idempotency-Key",
                        UUID.randomUUID().toString());
    }

    /** Waits for a status. */
    public Payment reaches(String status) {
        return reaches(status, LIMIT);
    }

    public Payment reaches(String status, Duration limit) {
        String[] last = {""};
        boolean reached = Waiting.until(limit, () -> {
            last[0] = platform.records().status(id);
            return last[0].equals(status);
        });
        if (!reached) {
            throw new AssertionError("payment " + id + " is " + last[0] + ", not " + status);
        }
        return this;
    }
}
