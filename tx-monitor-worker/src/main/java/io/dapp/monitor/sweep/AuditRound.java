package io.dapp.monitor.sweep;

import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.audit.Audit;
import io.dapp.transaction.core.audit.AuditReport;
import io.dapp.transaction.core.audit.AuditSettings;
import io.dapp.transaction.core.audit.Check;
import io.dapp.transaction.core.follow.Follower;
import io.dapp.transaction.core.follow.Followers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits what was accepted lately, in the worker that follows the chain only, and tells it as a metric. */
final class AuditRound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRound.class);

    private final Chains chains;
    private final Followers followers;
    private final Audit audit;
    private final Duration every;
    private final Clock clock;
    private final Map<String, Double> values = new ConcurrentHashMap<>();
    private final Semaphore end = new Semaphore(0);
    private final Thread thread;

    AuditRound(
            Chains chains,
            Followers followers,
            Audit audit,
            AuditSettings settings,
            Clock clock,
            MeterRegistry meters) {
        this.chains = chains;
        this.followers = followers;
        this.audit = audit;
        this.every = settings.every();
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("audit").unstarted(this::run);
        for (Chain chain : chains.all()) {
            for (Check check : Check.values()) {
                String key = key(chain, check);
                Gauge.builder("dapp.audit.violations", values, each -> each.getOrDefault(key, Double.NaN))
                        .description("What the last audit found that must not be; alert when above 0")
                        .tags("chain", chain.name(), "check", check.code())
                        .register(meters);
            }
        }
    }

    private static String key(Chain chain, Check check) {
        return chain.name() + " " + check.code();
    }

    void start() {
        if (!every.isZero()) {
            thread.start();
        }
    }

    private void run() {
        try {
            while (!end.tryAcquire(every.toNanos(), TimeUnit.NANOSECONDS)) {
                chains.all().forEach(this::audit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Twice as far back as the last round, so that nothing is left out between two. */
    private void audit(Chain chain) {
        try {
            if (followers.of(chain.id()).filter(Follower::leading).isPresent()) {
                AuditReport report = audit.since(chain, clock.instant().minus(every.multipliedBy(2)));
                for (Check check : Check.values()) {
                    tell(chain, check, report);
                }
                report.findings()
                        .forEach(finding -> LOG.error(
                                "audit of chain {}: {} {} {}",
                                chain.name(),
                                finding.check().code(),
                                finding.about(),
                                finding.what()));
                return;
            }
        } catch (RuntimeException e) {
            // An unknown count is told as unknown.
            LOG.info("chain {} cannot be audited now: {}", chain.name(), e.toString());
        }
        for (Check check : Check.values()) {
            values.remove(key(chain, check));
        }
    }

    /** A check that was not made, or not to its end, tells what it found all the same; that it found nothing is not known. */
    private void tell(Chain chain, Check check, AuditReport report) {
        if (report.wasMade(check) || report.foundBy(check) > 0) {
            values.put(key(chain, check), (double) report.foundBy(check));
        } else {
            values.remove(key(chain, check));
        }
    }

    @Override
    public void close() {
        end.release();
        thread.interrupt();
    }
}
