package io.dapp.local.command;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Prints what the WebSocket tells of one payment, with milliseconds since the request. */
final class PaymentTimeline {
    private final String id;
    private final long start;
    private final PrintStream out;
    private JsonNode newest = MissingNode.getInstance();
    private @Nullable Long block;
    private long depth;

    PaymentTimeline(String id, long start, PrintStream out) {
        this.id = id;
        this.start = start;
        this.out = out;
    }

    void accepted(JsonNode answer, long at) {
        line(
                at,
                "accepted",
                "202, hash " + answer.path("hash").asString("") + ", nonce "
                        + answer.path("nonce").asLong());
    }

    /** The snapshot that the newest push held. */
    JsonNode newest() {
        return newest;
    }

    boolean finished() {
        return newest.path("status").asString("").equals("finalized");
    }

    void received(LiveUpdates.Received received) {
        JsonNode event = received.message().path("push").path("pub").path("data");
        String type = event.path("type").asString("");
        JsonNode data = event.path("data");
        if (type.equals("chain.head")) {
            head(data.path("number").asLong(), received.at());
        } else if (data.path("transaction_id").asString("").equals(id)) {
            changed(data, received.at());
        }
    }

    private void changed(JsonNode snapshot, long at) {
        long version = snapshot.path("version").asLong();
        if (version <= newest.path("version").asLong(0)) {
            return;
        }
        newest = snapshot;
        String status = snapshot.path("status").asString("");
        switch (status) {
            case "pending" -> {
                block = null;
                line(at, status, "version " + version);
            }
            case "confirmed" -> {
                block = snapshot.path("block_number").asLong();
                depth = 1;
                line(at, status, "in block " + block + ", 1 of " + required());
            }
            case "finalized" -> line(at, status, "version " + version);
            default -> throw new DemoFailedException("the payment ended as " + snapshot);
        }
    }

    /** The payment's own block counts as the first. */
    private void head(long number, long at) {
        if (block == null || finished()) {
            return;
        }
        long reached = Math.min(number - block + 1, required());
        if (reached > depth) {
            depth = reached;
            line(at, "", depth + " of " + required());
        }
    }

    private long required() {
        return newest.path("required_confirmations").asLong(0);
    }

    private void line(long at, String what, String detail) {
        out.printf(Locale.ROOT, "  %6d ms  %-10s %s%n", (at - start) / 1_000_000, what, detail);
    }
}
