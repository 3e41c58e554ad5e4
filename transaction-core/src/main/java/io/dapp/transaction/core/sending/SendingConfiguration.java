package io.dapp.transaction.core.sending;

import io.dapp.chain.Chains;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sending, for the service that accepts payments and for the worker that sweeps. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SendingSettings.class)
public class SendingConfiguration {
    @Bean
    ProcessIdentity processIdentity() {
        return new ProcessIdentity(UUID.randomUUID());
    }

    @Bean
    AccountSender accountSender(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Chains chains,
            SendingSettings settings,
            ProcessIdentity process) {
        return accountSender(jdbc, new TransactionTemplate(transactions), chains, settings, process);
    }

    /** A sender that takes leases as {@code process}. */
    public static AccountSender accountSender(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Chains chains,
            SendingSettings settings,
            ProcessIdentity process) {
        SendLedger ledger = new SendLedger(jdbc, process.id(), settings);
        return new AccountSender(ledger, new SendRun(chains, ledger, transaction), settings);
    }
}
