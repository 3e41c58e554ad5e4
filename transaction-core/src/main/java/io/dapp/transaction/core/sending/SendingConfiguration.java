package io.dapp.transaction.core.sending;

import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import java.time.Duration;
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
        chains.all().forEach(chain -> requireLongLease(chain, settings));
        SendLeases leases = new SendLeases(jdbc, process.id(), settings);
        SendRound round = new SendRound(SendNodes.of(chains), leases, new SendLedger(jdbc), transaction, settings);
        return new AccountSender(leases, round, settings);
    }

    /** Else a holder that waits for its turn and its node in good order would be taken for dead. */
    private static void requireLongLease(Chain chain, SendingSettings settings) {
        Duration busy = settings.turnWait().plus(chain.settings().callTimeout());
        if (settings.lease().compareTo(busy) <= 0) {
            throw new IllegalArgumentException("dapp.sending.lease must be longer than dapp.sending.turn-wait and"
                    + " dapp.chains." + chain.name() + ".call-timeout together");
        }
    }
}
