package io.dapp.transaction.core.outside;

import io.dapp.chain.Chains;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.record.PaymentStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Records of what was signed elsewhere, for a service that accepts them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OutsideSettings.class)
public class OutsideConfiguration {
    @Bean
    OutsideRecords outsideRecords(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            PaymentStore payments,
            IdempotencyKeys keys,
            Outbox outbox,
            Chains chains,
            OutsideSettings settings,
            JsonMapper json) {
        return new OutsideRecords(
                new TransactionTemplate(transactions),
                new OutsideRows(jdbc),
                new OutsideRecords.Stores(payments, new OutsideDetails(jdbc), keys, outbox),
                chains,
                settings,
                json);
    }
}
