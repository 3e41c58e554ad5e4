package io.dapp.transaction;

import io.dapp.chain.Address;
import io.dapp.transaction.core.contract.ContractSettings;
import io.dapp.transaction.core.contract.ContractSubscriptions;
import io.dapp.transaction.core.follow.AnnounceConfiguration;
import io.dapp.transaction.core.follow.ChainRecordConfiguration;
import io.dapp.transaction.core.line.LineConfiguration;
import io.dapp.transaction.core.outside.OutsideConfiguration;
import io.dapp.transaction.core.record.PaymentIds;
import io.dapp.transaction.core.record.RecordConfiguration;
import io.dapp.transaction.core.replacing.ReplacingConfiguration;
import io.dapp.transaction.core.report.Reports;
import io.dapp.transaction.core.sending.SendingConfiguration;
import io.dapp.transaction.core.signing.SigningConfiguration;
import io.dapp.transaction.core.wallet.KeyIntents;
import io.dapp.transaction.core.wallet.WalletStore;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.convert.converter.Converter;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The parts of the payment core that this service has: all but following. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ContractSettings.class)
@Import({
    RecordConfiguration.class,
    SigningConfiguration.class,
    SendingConfiguration.class,
    LineConfiguration.class,
    ReplacingConfiguration.class,
    OutsideConfiguration.class,
    ChainRecordConfiguration.class,
    AnnounceConfiguration.class
})
class CoreConfiguration {
    @Bean
    WalletStore walletStore(JdbcClient jdbc) {
        return new WalletStore(jdbc);
    }

    @Bean
    KeyIntents keyIntents(JdbcClient jdbc) {
        return new KeyIntents(jdbc);
    }

    @Bean
    ContractSubscriptions contractSubscriptions(JdbcClient jdbc) {
        return new ContractSubscriptions(jdbc);
    }

    @Bean
    Reports reports(JdbcClient jdbc) {
        return new Reports(jdbc);
    }

    @Bean
    PaymentIds paymentIds(Clock clock) {
        return new PaymentIds(clock);
    }

    /** Addresses in paths and queries; not a lambda, whose types Spring could not see. */
    @Bean
    Converter<String, Address> addressConverter() {
        return new Converter<>() {
            @Override
            public Address convert(String source) {
                return Address.parse(source);
            }
        };
    }
}
