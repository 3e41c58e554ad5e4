package io.dapp.system.bench;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.PaymentPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How long after a block was seen what it did to 50 payments is told. */
final class BlockTold {
    private static final int PAYMENTS = 50;
    private static final int WARM_UP = 20;
    private static final int BLOCKS = 100;
    private static final int OPEN = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PaymentPath path;
    private final URI service;
    private final List<String> wallets;

    BlockTold(PaymentPath path, URI service, List<String> wallets) {
        this.path = path;
        this.service = service;
        this.wallets = wallets;
    }

    /** Blocks are made by hand, each once all 50 are in the node's pool. */
    void measure(Report report) {
        List<Long> lags = Collections.synchronizedList(new ArrayList<>());
        AtomicLong seen = new AtomicLong();
        Load[] load = new Load[1];
        Heads heads = new Heads(seen);
        WebSocket node = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(path.chain().node().wsUrl(), heads)
                .join();
        node.sendText("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}", true)
                .join();
        path.chain().stopMining();
        try (Announcements announcements = new Announcements(path.kafka(), (id, at) -> {
                    lags.add(at - seen.get());
                    load[0].confirmed(id);
                });
                Load payments = new Load(List.of(service), wallets, path.token(), OPEN)) {
            load[0] = payments;
            for (int block = 1; block <= WARM_UP + BLOCKS; block++) {
                if (block == WARM_UP + 1) {
                    lags.clear();
                }
                int all = block * PAYMENTS;
                payments.start(10, PAYMENTS);
                Waiting.until(PATIENCE, () -> payments.accepted() >= all && pooled() >= PAYMENTS);
                seen.set(0);
                path.chain().mine(1);
                if (!Waiting.until(PATIENCE, () -> payments.told() >= all)) {
                    report.line("    only " + payments.told() + " of " + all + " told, refused " + payments.refusal());
                    break;
                }
            }
        } finally {
            path.chain().startMining();
            node.abort();
        }
        report.figure("seen -> told, p50 of " + lags.size(), millis(lags, 0.5), "<= 10 ms");
        report.figure("seen -> told, p99", millis(lags, 0.99), "<= 40 ms");
        report.line("    p10 " + millis(lags, 0.1) + ", p90 " + millis(lags, 0.9) + ", most " + millis(lags, 1));
    }

    private long pooled() {
        String pending =
                path.chain().node().rpc().call("txpool_status").path("pending").asString("0x0");
        return Long.parseLong(pending.substring(2), 16);
    }

    private static String millis(List<Long> lags, double share) {
        List<Long> sorted = lags.stream().sorted().toList();
        return sorted.isEmpty()
                ? "none"
                : Report.number(sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)) / 1e6) + " ms";
    }

    /** Notes when a head is told; the answer to the subscription is none. */
    private static final class Heads implements WebSocket.Listener {
        private final AtomicLong seen;
        private final StringBuilder frame = new StringBuilder();

        Heads(AtomicLong seen) {
            this.seen = seen;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            long now = System.nanoTime();
            frame.append(data);
            if (last) {
                if (frame.indexOf("eth_subscription") >= 0) {
                    seen.set(now);
                }
                frame.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
