package io.dapp.transaction.core.line;

import io.dapp.chain.Chains;
import io.dapp.transaction.core.UserTurns;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.FollowerCursors;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.sending.ProcessIdentity;
import io.dapp.transaction.core.sending.SendingSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What is needed to judge an account's funds and line, for every process that signs for accounts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LineSettings.class)
public class AdmissionConfiguration {
    @Bean
    IdempotencyKeys idempotencyKeys(JdbcClient jdbc) {
        return new IdempotencyKeys(jdbc);
    }

    @Bean
    Funds funds(Chains chains, FollowerCursors cursors, LineSettings settings) {
        return new Funds(chains, cursors, settings);
    }

    /** For what payments ask of contracts. */
    @Bean
    UserTurns contractTurns(LineSettings settings) {
        return new UserTurns(
                settings.contractsPerUser(),
                settings.contractTurnWithin(),
                "Wait for the answers to your other token payments and contract calls.");
    }

    @Bean
    Policies policies(JdbcClient jdbc, JsonMapper json) {
        return new Policies(jdbc, json);
    }

    @Bean
    HoldingsReader holdingsReader(Funds funds, JdbcClient jdbc) {
        return new HoldingsReader(funds, jdbc);
    }

    @Bean
    LineRows lineRows(JdbcClient jdbc, ProcessIdentity process, SendingSettings sending) {
        return new LineRows(jdbc, process, sending.lease());
    }

    @Bean
    AccountTurns accountTurns(PlatformTransactionManager transactions, LineRows lines, LineSettings settings) {
        return new AccountTurns(new TransactionTemplate(transactions), lines, settings);
    }

    @Bean
    CommitOutcome commitOutcome(
            PlatformTransactionManager transactions, LineRows lines, PaymentStore payments, LineSettings settings) {
        return new CommitOutcome(new TransactionTemplate(transactions), lines, payments, settings.outcomeWait());
    }
}
