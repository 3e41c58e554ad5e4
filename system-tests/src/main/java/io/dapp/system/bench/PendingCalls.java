package io.dapp.system.bench;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.PaymentPath;
import io.dapp.system.platform.ServiceProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a block costs in calls with nothing pending and with ten thousand, counted at the proxy. */
final class PendingCalls {
    private static final int PENDING = 10_000;
    private static final int BLOCKS = 10;
    private static final int NARROW = 2;
    private static final int WALLETS = 50;
    private static final int OPEN = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PaymentPath path;

    PendingCalls(PaymentPath path) {
        this.path = path;
    }

    /** A narrow window, so that nearly all go on waiting while blocks are made. */
    void measure(Report report) {
        try (ServiceProcess worker = path.worker(NARROW);
                ServiceProcess service = path.transactionService(NARROW)) {
            report.heading("Calls per block, those that send payments apart");
            List<String> wallets = path.wallets(service, WALLETS);
            Waiting.until(Duration.ofSeconds(5), () -> false);
            report.figure("nothing pending", text(perBlock()), "a constant");
            path.chain().stopMining();
            try (Load payments = new Load(List.of(service.url()), wallets, path.token(), OPEN)) {
                payments.start(64, PENDING);
                if (!Waiting.until(PATIENCE, () -> payments.accepted() >= PENDING)) {
                    report.line("    only " + payments.accepted() + " were accepted in " + PATIENCE.toSeconds() + " s");
                }
                path.chain().startMining();
                Map<String, Double> calls = perBlock();
                report.figure(
                        (payments.accepted() - BLOCKS * NARROW * wallets.size()) + " pending and more, " + WALLETS
                                + " wallets",
                        text(calls),
                        "<= 2 plus the constant");
                report.line("    at most " + NARROW + " of each wallet in the node's pool, the others in the database");
                report.line("    refused " + payments.refused() + " " + payments.refusal());
            }
        }
    }

    private Map<String, Double> perBlock() {
        path.node().calls().clear();
        long from = path.chain().node().blockNumber();
        if (!Waiting.until(PATIENCE, () -> path.chain().node().blockNumber() >= from + BLOCKS)) {
            throw new IllegalStateException("no " + BLOCKS + " blocks in " + PATIENCE.toSeconds() + " s");
        }
        Map<String, Double> calls = new TreeMap<>();
        Map<String, Long> counted = new HashMap<>(path.node().calls().byMethod());
        counted.remove("eth_sendRawTransaction");
        counted.forEach((method, count) -> calls.put(method, count / (double) BLOCKS));
        return calls;
    }

    private static String text(Map<String, Double> calls) {
        return Report.number(
                        calls.values().stream().mapToDouble(Double::doubleValue).sum()) + " " + calls;
    }
}
