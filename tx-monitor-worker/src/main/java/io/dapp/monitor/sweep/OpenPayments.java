package io.dapp.monitor.sweep;

import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.follow.Follower;
import io.dapp.transaction.core.follow.Followers;
import io.dapp.transaction.core.follow.OpenPaymentCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Counts open payments for the metrics, in the worker that follows the chain only. */
final class OpenPayments implements AutoCloseable {
    private final Chains chains;
    private final Followers followers;
    private final OpenPaymentCounts counts;
    private final Duration every;
    private final Map<String, Double> values = new ConcurrentHashMap<>();
    private final Semaphore end = new Semaphore(0);
    private final Thread thread;

    OpenPayments(
            Chains chains,
            Followers followers,
            OpenPaymentCounts counts,
            SweepSettings settings,
            MeterRegistry meters) {
        this.chains = chains;
        this.followers = followers;
        this.counts = counts;
        this.every = settings.countEvery();
        this.thread = Thread.ofVirtual().name("count-open-payments").unstarted(this::run);
        for (Chain chain : chains.all()) {
            gauge(chain, "pending", meters);
            gauge(chain, "confirmed", meters);
            OpenPaymentCounts.AGES.forEach(age -> byAge(chain, age, meters));
            Gauge.builder("dapp.accounts.stuck", values, each -> each.getOrDefault(chain.name() + " stuck", Double.NaN))
                    .description("Accounts with a pending payment that no sweep will find; alert when not 0")
                    .tag("chain", chain.name())
                    .register(meters);
        }
    }

    private void gauge(Chain chain, String status, MeterRegistry meters) {
        String key = chain.name() + " " + status;
        Gauge.builder("dapp.payments.open", values, each -> each.getOrDefault(key, Double.NaN))
                .description("Payments that can still change, by status")
                .tags("chain", chain.name(), "status", status)
                .register(meters);
    }

    private void byAge(Chain chain, String age, MeterRegistry meters) {
        String key = chain.name() + " age " + age;
        Gauge.builder("dapp.payments.pending", values, each -> each.getOrDefault(key, Double.NaN))
                .description("Pending payments by how long ago they were accepted; each once, in its bucket")
                .tags("chain", chain.name(), "age", age)
                .register(meters);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!end.tryAcquire(every.toNanos(), TimeUnit.NANOSECONDS)) {
                chains.all().forEach(this::count);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(Chain chain) {
        String pending = chain.name() + " pending";
        String confirmed = chain.name() + " confirmed";
        String stuck = chain.name() + " stuck";
        try {
            if (followers.of(chain.id()).filter(Follower::leading).isPresent()) {
                OpenPaymentCounts.Open open = counts.of(chain.id());
                values.put(pending, (double) open.pending());
                values.put(confirmed, (double) open.confirmed());
                values.put(stuck, (double) open.stuckAccounts());
                open.pendingByAge().forEach((age, count) -> values.put(chain.name() + " age " + age, (double) count));
                return;
            }
        } catch (RuntimeException databaseAway) {
            // An unknown count is told as unknown.
        }
        values.remove(pending);
        values.remove(confirmed);
        values.remove(stuck);
        OpenPaymentCounts.AGES.forEach(age -> values.remove(chain.name() + " age " + age));
    }

    @Override
    public void close() {
        end.release();
    }
}
