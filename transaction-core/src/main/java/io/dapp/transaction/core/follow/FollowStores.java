package io.dapp.transaction.core.follow;

import io.dapp.chain.Chains;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.contract.ContractSettings;
import io.dapp.transaction.core.contract.EventBackfills;
import io.dapp.transaction.core.contract.EventLedger;
import io.dapp.transaction.core.contract.EventWatch;
import io.dapp.transaction.core.outside.OutsideDetails;
import io.dapp.transaction.core.outside.OutsideSettings;
import io.dapp.transaction.core.record.PaymentStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything followers keep in PostgreSQL, shared by the chains of a process. */
final class FollowStores {
    private final TransactionTemplate writing;
    private final TransactionTemplate reading;
    private final LongTransactions longer;
    private final FollowerStore followers;
    private final PaymentMatches matches;
    private final Resends resends;
    private final ChainEvents chainEvents;
    private final BlockFindings findings;
    private final BlockWriter writer;
    private final PaymentMeters paymentMeters;
    private final UsedNonces usedNonces;
    private final OutsideLookups outside;
    private final OutsideDetails outsideDetails;
    private final OutsideSettings outsideSettings;
    private final PaymentStore payments;
    private final Outbox outbox;
    private final ContractSettings contractSettings;
    private final EventWatch watch;
    private final EventBackfills backfills;
    private final EventSteps eventSteps;

    FollowStores(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Outbox outbox,
            FollowSettings settings,
            ContractSettings contracts,
            OutsideSettings outsideSettings,
            Chains chains,
            MeterRegistry meters) {
        JdbcClient client = JdbcClient.create(jdbc);
        this.writing = new TransactionTemplate(transactions);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        // Several statements that have to tell of one moment.
        this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.longer = new LongTransactions(jdbc, settings.reorgTransaction());
        this.followers = new FollowerStore(jdbc);
        this.matches = new PaymentMatches(client);
        this.resends = new Resends(client);
        this.chainEvents = new ChainEvents(client);
        this.contractSettings = contracts;
        this.watch = new EventWatch(client, contracts);
        this.backfills = new EventBackfills(client, contracts);
        this.eventSteps = new EventSteps(followers, new EventLedger(client, contracts), backfills, outbox);
        this.findings = new BlockFindings(
                matches,
                new EventReads(watch, contracts.retryAfter()),
                settings.revertsDecoded(),
                settings.revertsWithin());
        this.outbox = outbox;
        this.payments = new PaymentStore(jdbc);
        this.outside = new OutsideLookups(client, outsideSettings);
        this.outsideDetails = new OutsideDetails(client);
        this.outsideSettings = outsideSettings;
        this.paymentMeters = new PaymentMeters(client, chains, meters);
        this.usedNonces = new UsedNonces(client, payments, resends, outbox, paymentMeters);
        this.writer = new BlockWriter(
                followers,
                matches,
                payments,
                resends,
                usedNonces,
                outside,
                eventSteps,
                outbox,
                paymentMeters,
                settings.settledAtOnce());
    }

    <T> T write(Supplier<T> work) {
        return writing.execute(status -> work.get());
    }

    /** As {@link #write}, but with the time that a reorg may need: it is one transaction however much it moves. */
    <T> T writeAtLength(Supplier<T> work) {
        return writing.execute(status -> {
            longer.begin();
            return work.get();
        });
    }

    <T> T read(Supplier<T> work) {
        return reading.execute(status -> work.get());
    }

    FollowerStore followers() {
        return followers;
    }

    PaymentMatches matches() {
        return matches;
    }

    Resends resends() {
        return resends;
    }

    ChainEvents chainEvents() {
        return chainEvents;
    }

    BlockFindings findings() {
        return findings;
    }

    BlockWriter writer() {
        return writer;
    }

    UsedNonces usedNonces() {
        return usedNonces;
    }

    PaymentMeters paymentMeters() {
        return paymentMeters;
    }

    OutsideLookups outside() {
        return outside;
    }

    OutsideDetails outsideDetails() {
        return outsideDetails;
    }

    OutsideSettings outsideSettings() {
        return outsideSettings;
    }

    PaymentStore payments() {
        return payments;
    }

    Outbox outbox() {
        return outbox;
    }

    ContractSettings contractSettings() {
        return contractSettings;
    }

    EventWatch watch() {
        return watch;
    }

    EventBackfills backfills() {
        return backfills;
    }

    EventSteps eventSteps() {
        return eventSteps;
    }
}
