package io.dapp.transaction.core.line;

import io.dapp.chain.Chains;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.UserTurns;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.sending.AccountSender;
import io.dapp.transaction.core.signing.Signer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The nonce lines of a service that accepts payments. */
@Configuration(proxyBeanMethods = false)
@Import(AdmissionConfiguration.class)
public class LineConfiguration {
    @Bean
    AllocationTransaction allocationTransaction(
            LineRows lines, IdempotencyKeys keys, Signer signer, PaymentWriter writer, Policies policies) {
        return new AllocationTransaction(lines, keys, signer, writer, policies);
    }

    @Bean
    PaymentWriter paymentWriter(PaymentStore payments, Outbox outbox, Chains chains, JsonMapper json) {
        return new PaymentWriter(payments, outbox, chains, json);
    }

    @Bean
    Allocator allocator(
            Chains chains,
            Funds funds,
            UserTurns contractTurns,
            AllocationTransaction body,
            PlatformTransactionManager transactions,
            CommitOutcome outcome,
            AccountSender sender,
            Policies policies,
            LineSettings settings) {
        return new Allocator(
                chains,
                new KeptViews(funds, contractTurns, settings),
                new AllocationGroups(body, new TransactionTemplate(transactions), settings),
                outcome,
                sender,
                body::signatures,
                policies,
                settings);
    }

    @Bean
    Combiner combiner(Allocator allocator, LineSettings settings) {
        return new Combiner(allocator::allocate, settings);
    }

    @Bean
    NonceLine nonceLine(
            Combiner combiner,
            Funds funds,
            AccountTurns turns,
            LineRows lines,
            IdempotencyKeys keys,
            LineSettings settings) {
        return new NonceLine(combiner, funds, new RepeatedRequests(turns, lines, keys), settings.patience());
    }
}
