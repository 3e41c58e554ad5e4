package io.dapp.system.bench;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.PaymentPath;
import io.dapp.system.platform.ServiceProcess;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Payments through the packaged services, from the call until they are told. */
final class SubmitBench {
    private static final int WINDOW = 1_000;
    private static final int OPEN = 2_000;
    private static final int CALLERS = 64;
    private static final int BURST = 2_000;
    // Until the JIT has compiled what payments run through: with less, its compiling counts as their cost.
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final PaymentPath path;
    private final Report report;
    private final @Nullable Profile profile;
    private final List<ServiceProcess> replicas = new ArrayList<>();
    private final ServiceProcess worker;
    private final Processors processors;
    private final List<String> wallets;

    SubmitBench(PaymentPath path, Report report, @Nullable Profile profile) {
        this.path = path;
        this.report = report;
        this.profile = profile;
        this.worker = path.worker(WINDOW);
        replicas.add(path.transactionService(WINDOW));
        this.processors = new Processors(path.databasePid());
        watch();
        this.wallets = path.wallets(replicas.getFirst(), 50);
    }

    private void watch() {
        processors.watch(
                "transaction-service",
                replicas.stream().map(ServiceProcess::pid).toList());
        processors.watch("worker", List.of(worker.pid()));
        processors.watch("node", List.of(path.nodePid()));
        processors.watch("Kafka", List.of(path.kafkaPid()));
        processors.watch("harness", List.of(ProcessHandle.current().pid()));
    }

    /** What can be measured apart; each compares itself with what the node alone does in the same run. */
    enum Part {
        SUSTAINED,
        COST,
        TOLD,
        REPLICAS,
        PENDING;

        static Set<Part> of(String names) {
            return names.isBlank()
                    ? EnumSet.allOf(Part.class)
                    : Stream.of(names.split(","))
                            .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT)))
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
        }
    }

    void run(Set<Part> parts) throws Exception {
        NodeLimit limit = new NodeLimit(path);
        double one = limit.minedPerSecond(1, 6_000);
        double fifty = limit.minedPerSecond(50, 6_000);
        report.heading("The node alone: transfers signed beforehand, one call each");
        report.figure("mined/s, 1 account on 1 connection", Report.number(one), "");
        report.figure("mined/s, 50 accounts on 10 connections", Report.number(fifty), "");
        if (!parts.equals(EnumSet.of(Part.PENDING))) {
            warmed(parts, one, fifty);
        }
        replicas.forEach(ServiceProcess::close);
        worker.close();
        if (parts.contains(Part.PENDING)) {
            new PendingCalls(path).measure(report);
        }
    }

    private void warmed(Set<Part> parts, double one, double fifty) throws Exception {
        warmUp();
        if (profile != null) {
            profile.begin();
        }
        try {
            throughServices(parts, one, fifty);
        } finally {
            if (profile != null) {
                profile.write(
                        Stream.concat(replicas.stream(), Stream.of(worker)).toList());
            }
        }
    }

    private void throughServices(Set<Part> parts, double one, double fifty) throws InterruptedException {
        if (parts.contains(Part.SUSTAINED)) {
            report.heading("Sustained, mined and told: " + MEASURED.toSeconds() + " s each, window " + WINDOW);
            sustained("1 replica, 1 account", wallets.subList(0, 1), MEASURED, one / 2, true);
            sustained("1 replica, 50 accounts", wallets, MEASURED, fifty / 2, true);
        }
        if (parts.contains(Part.COST)) {
            report.heading("Cost of a payment: " + BURST + " at once");
            burst("1 account", wallets.subList(0, 1));
            burst("50 accounts", wallets);
        }
        if (parts.contains(Part.TOLD)) {
            report.heading("A block with 50 of ours");
            new BlockTold(path, replicas.getFirst().url(), wallets).measure(report);
        }
        if (parts.contains(Part.REPLICAS)) {
            replicas.add(path.transactionService(WINDOW));
            watch();
            warmUp();
            report.heading("Two replicas");
            sustained("2 replicas, 1 account", wallets.subList(0, 1), MEASURED, one / 2, true);
            sustained("2 replicas, 50 accounts", wallets, MEASURED, fifty / 2, true);
        }
    }

    private void warmUp() throws InterruptedException {
        sustained("warm-up", wallets, WARM_UP, 0, false);
        sustained("warm-up", wallets.subList(0, 1), WARM_UP.dividedBy(2), 0, false);
    }

    private void sustained(String what, List<String> from, Duration measured, double goal, boolean told)
            throws InterruptedException {
        Load[] load = new Load[1];
        try (Announcements announcements = new Announcements(path.kafka(), (id, at) -> load[0].confirmed(id));
                Load payments = new Load(urls(), from, path.token(), OPEN)) {
            load[0] = payments;
            payments.start(CALLERS, Integer.MAX_VALUE);
            LockSupport.parkNanos(SETTLE.toNanos());
            int acceptedBefore = payments.accepted();
            int before = payments.told();
            long messages = path.node().calls().messages();
            Processors.Reading start = processors.read();
            Thread.sleep(measured);
            Processors.Reading end = processors.read();
            int through = payments.told() - before;
            int backlogBefore = acceptedBefore - before;
            int backlog = payments.accepted() - payments.told();
            payments.stop();
            BooleanSupplier all = () -> payments.told() >= payments.accepted();
            if (!Waiting.until(SOON, all)) {
                openLines(what + ": not told after " + SOON + ": " + (payments.accepted() - payments.told()));
                Waiting.until(PATIENCE, all);
            }
            if (told) {
                double seconds = (end.at() - start.at()) / 1e9;
                report.figure(
                        what + ": mined and told/s",
                        Report.number(through / seconds),
                        ">= " + Report.number(goal) + " (half of the node's)");
                report.figure(
                        what + ": accepted and not told, at the end",
                        Integer.toString(backlog),
                        "<= " + Math.round(backlogBefore + through / seconds)
                                + " (at the begin, and one block's more)");
                report.line("    callers wait at " + OPEN + " open; refused " + payments.refused() + " "
                        + payments.refusal() + ", mean answer " + Report.number(payments.meanWaitMillis())
                        + " ms, never told " + (payments.accepted() - payments.told()));
                report.line("    RPC messages/payment "
                        + Report.number((path.node().calls().messages() - messages) / (double) Math.max(1, through)));
                report.perPayment("CPU ms/payment", end.since(start), Math.max(1, through));
                report.perPayment("PostgreSQL by role", end.rolesSince(start), Math.max(1, through));
            }
        }
    }

    private void openLines(String what) {
        report.line(what);
        report.line("    node's pool: " + path.chain().node().rpc().call("txpool_status"));
        try (Connection database = path.database()) {
            OpenLines.report(database, report);
        } catch (SQLException e) {
            report.line("    " + e);
        }
    }

    private void burst(String what, List<String> from) {
        Load[] load = new Load[1];
        try (Announcements announcements = new Announcements(path.kafka(), (id, at) -> load[0].confirmed(id));
                Load payments = new Load(urls(), from, path.token(), BURST)) {
            load[0] = payments;
            path.node().calls().clear();
            Processors.Reading start = processors.read();
            payments.start(CALLERS, BURST);
            boolean mined = Waiting.until(PATIENCE, () -> payments.told() >= BURST);
            Processors.Reading confirmed = processors.read();
            Map<String, Long> calls = path.node().calls().byMethod();
            boolean settled = Waiting.until(PATIENCE, () -> announcements.finalized() >= BURST);
            Processors.Reading end = processors.read();
            Map<String, Long> allCalls = path.node().calls().byMethod();
            if (!mined || !settled) {
                report.line("    not all mined and final: told " + payments.told() + ", final "
                        + announcements.finalized() + " of " + BURST + ", refused " + payments.refused() + " "
                        + payments.refusal());
            }
            report.figure(
                    what + ": service + worker + database, ms until mined",
                    Report.number(ours(confirmed.since(start)) * 1000 / BURST),
                    "<= 4 ms");
            report.figure(
                    what + ": the same until final", Report.number(ours(end.since(start)) * 1000 / BURST), "<= 5 ms");
            report.perPayment("until mined", confirmed.since(start), BURST);
            report.perPayment("until final", end.since(start), BURST);
            report.perPayment("PostgreSQL by role, until final", end.rolesSince(start), BURST);
            report.figure(what + ": RPC calls/payment until mined (members of batches counted)", each(calls), "<= 1.1");
            report.figure(what + ": the same until final", each(allCalls), "");
            report.line("    " + allCalls);
        }
    }

    private static String each(Map<String, Long> calls) {
        return Report.number(calls.values().stream().mapToLong(Long::longValue).sum() / (double) BURST);
    }

    private static double ours(Map<String, Double> seconds) {
        return Stream.of("transaction-service", "worker", "PostgreSQL")
                .mapToDouble(name -> seconds.getOrDefault(name, 0.0))
                .sum();
    }

    private List<URI> urls() {
        return replicas.stream().map(ServiceProcess::url).toList();
    }
}
