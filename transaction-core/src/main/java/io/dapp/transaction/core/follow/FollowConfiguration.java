package io.dapp.transaction.core.follow;

import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.contract.ContractSettings;
import io.dapp.transaction.core.outside.OutsideSettings;
import io.dapp.transaction.core.sending.AccountSender;
import io.dapp.transaction.core.sending.ProcessIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Following, for the worker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({FollowSettings.class, ContractSettings.class, OutsideSettings.class})
@Import(AnnounceConfiguration.class)
public class FollowConfiguration {
    /** One follower for each chain, started and ended with the process. */
    @Bean(destroyMethod = "close")
    Followers followers(
            Chains chains,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Outbox outbox,
            AccountSender sender,
            FollowSettings settings,
            ContractSettings contracts,
            OutsideSettings outside,
            ProcessIdentity process,
            MeterRegistry meters) {
        FollowStores stores =
                new FollowStores(jdbc, transactions, outbox, settings, contracts, outside, chains, meters);
        return new Followers(chains.all().stream()
                .map(chain -> follower(chain, stores, settings, sender, process, meters))
                .toList());
    }

    @Bean
    OpenPaymentCounts openPaymentCounts(JdbcClient jdbc) {
        return new OpenPaymentCounts(jdbc);
    }

    private static Follower follower(
            Chain chain,
            FollowStores stores,
            FollowSettings settings,
            AccountSender sender,
            ProcessIdentity process,
            MeterRegistry meters) {
        return new Follower(chain, process.id(), stores, settings, sender, meters);
    }
}
