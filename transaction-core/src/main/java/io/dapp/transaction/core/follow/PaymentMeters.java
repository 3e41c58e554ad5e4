package io.dapp.transaction.core.follow;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainId;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentStatus;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts how often payments were signed until they ended. */
final class PaymentMeters {
    private final JdbcClient jdbc;
    private final Map<ChainId, DistributionSummary> attempts = new HashMap<>();

    PaymentMeters(JdbcClient jdbc, Chains chains, MeterRegistry meters) {
        this.jdbc = jdbc;
        for (Chain chain : chains.all()) {
            attempts.put(
                    chain.id(),
                    DistributionSummary.builder("dapp.payment.attempts")
                            .description("How often a payment was signed until it ended")
                            .serviceLevelObjectives(1, 2, 3, 5, 8, 12)
                            .tag("chain", chain.name())
                            .register(meters));
        }
    }

    /** Inside the transaction that changes them: one question, for those that end; they count once it is committed. */
    void changed(ChainId chain, Collection<Payment> payments) {
        DistributionSummary summary = attempts.get(chain);
        List<UUID> ended =
                payments.stream().filter(PaymentMeters::ended).map(Payment::id).toList();
        if (ended.isEmpty() || summary == null) {
            return;
        }
        List<Long> signed = jdbc.sql(
                        "select count(*) from attempt where payment_id = any(?::uuid[]) group by payment_id")
                .param(ended.stream().map(UUID::toString).toArray(String[]::new))
                .query(Long.class)
                .list();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                signed.forEach(summary::record);
            }
        });
    }

    private static boolean ended(Payment payment) {
        return payment.status() == PaymentStatus.FINALIZED || payment.status() == PaymentStatus.FAILED;
    }
}
