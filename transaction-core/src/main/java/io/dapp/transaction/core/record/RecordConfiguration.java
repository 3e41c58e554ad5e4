package io.dapp.transaction.core.record;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The payment record, for every service that touches it. */
@Configuration(proxyBeanMethods = false)
public class RecordConfiguration {
    @Bean
    PaymentStore paymentStore(JdbcTemplate jdbc) {
        return new PaymentStore(jdbc);
    }

    @Bean
    FollowerCursors followerCursors(JdbcClient jdbc) {
        return new FollowerCursors(jdbc);
    }
}
