package io.dapp.monitor.sweep;

import io.dapp.chain.Chains;
import io.dapp.transaction.core.audit.Audit;
import io.dapp.transaction.core.audit.AuditSettings;
import io.dapp.transaction.core.follow.Followers;
import io.dapp.transaction.core.follow.OpenPaymentCounts;
import io.dapp.transaction.core.replacing.OverduePayments;
import io.dapp.transaction.core.replacing.ReplacingSettings;
import io.dapp.transaction.core.sending.AccountSender;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SweepSettings.class, AuditSettings.class})
class SweepConfiguration {
    @Bean(destroyMethod = "close")
    Sweeps sweeps(
            Chains chains,
            AccountSender sender,
            Followers followers,
            OverduePayments overdue,
            ReplacingSettings replacing,
            SweepSettings settings) {
        return new Sweeps(chains, sender, followers, overdue, replacing, settings);
    }

    @Bean
    MonitoringListener monitoringListener(Sweeps sweeps) {
        return new MonitoringListener(sweeps);
    }

    @Bean(destroyMethod = "close")
    OpenPayments openPayments(
            Chains chains,
            Followers followers,
            OpenPaymentCounts counts,
            SweepSettings settings,
            MeterRegistry meters) {
        return new OpenPayments(chains, followers, counts, settings, meters);
    }

    @Bean(destroyMethod = "close")
    AuditRound auditRound(
            Chains chains, Followers followers, JdbcClient jdbc, AuditSettings settings, MeterRegistry meters) {
        Audit audit = new Audit(jdbc, settings);
        return new AuditRound(chains, followers, audit, settings, Clock.systemUTC(), meters);
    }

    @Bean
    SweepLifecycle sweepLifecycle(Sweeps sweeps, OpenPayments openPayments, AuditRound audit) {
        return new SweepLifecycle(sweeps, openPayments, audit);
    }
}
