package io.dapp.transaction.core.audit;

import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Looks whether what must always be true of payments is true. Read only, a page at a time, each statement by itself: it may
 * run beside everything else for as long as it takes.
 */
public final class Audit {
    private static final UUID FIRST = new UUID(0, 0);
    private static final Set<Check> OF_THE_RECORD = EnumSet.of(
            Check.NONCES, Check.BYTES, Check.VERSIONS, Check.UNPUBLISHED, Check.POLICY, Check.BLOCKS, Check.STUCK);

    private final RecordChecks records;
    private final SignedChecks signed;
    private final PolicyChecks policies;
    private final ChainChecks chains;
    private final UsedNonceChecks usedNonces;
    private final AuditSettings settings;

    public Audit(JdbcClient jdbc, AuditSettings settings) {
        this.records = new RecordChecks(jdbc, settings);
        this.signed = new SignedChecks(jdbc);
        this.policies = new PolicyChecks(jdbc);
        this.chains = new ChainChecks(jdbc, settings);
        this.usedNonces = new UsedNonceChecks(jdbc, chains);
        this.settings = settings;
    }

    /** Audits all of a chain. */
    public AuditReport of(Chain chain) {
        return of(chain, FIRST, new AuditReport(settings.findingsKept()));
    }

    /** Audits what was accepted since then, and what is not about single payments. */
    public AuditReport since(Chain chain, Instant from) {
        // Payments' ids begin with the time (RFC 9562, version 7).
        UUID first = new UUID(from.toEpochMilli() << 16, 0);
        return of(chain, first, new AuditReport(settings.findingsKept()));
    }

    /** Audits what belongs to no chain. */
    public AuditReport ofKeys() {
        AuditReport report = new AuditReport(settings.findingsKept());
        records.keys(report);
        report.made(Check.KEYS);
        return report;
    }

    private AuditReport of(Chain chain, UUID from, AuditReport report) {
        long id = chain.id().value();
        BlockRef lastFinal = chains.lastFinal(chain);
        Node node = lastFinal == null ? null : node(chain, lastFinal, report);
        boolean asked = node != null;
        UUID after = from;
        for (UUID last = records.next(id, after); last != null; last = records.next(id, after)) {
            records.page(id, after, last, report);
            signed.page(id, after, last, report);
            policies.page(id, after, last, report);
            if (node != null && lastFinal != null) {
                asked &= onChain(chain, node, lastFinal, after, last, report);
                usedNonces.page(chain, node, after, last, report);
            }
            after = last;
            pause();
        }
        records.whole(id, report);
        OF_THE_RECORD.forEach(report::made);
        if (node != null && lastFinal != null) {
            chains.gaps(chain, node, lastFinal, report);
            report.made(Check.GAPS);
        }
        if (asked) {
            report.made(Check.CHAIN);
        }
        return report;
    }

    /** Returns whether the node answered. */
    private boolean onChain(Chain chain, Node node, BlockRef lastFinal, UUID after, UUID last, AuditReport report) {
        try {
            chains.page(chain, node, lastFinal, after, last, report);
            return true;
        } catch (ChainUnavailableException e) {
            report.unclear(Check.CHAIN);
            report.noNode();
            return false;
        }
    }

    /** One that holds the last final block; null where there is none now. */
    private static @Nullable Node node(Chain chain, BlockRef lastFinal, AuditReport report) {
        try {
            Node node = chain.node();
            if (node.block(lastFinal.hash(), false) != null) {
                return node;
            }
        } catch (ChainUnavailableException e) {
            // Told as unclear, as where it lacks the block.
        }
        report.noNode();
        return null;
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(settings.pause().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
