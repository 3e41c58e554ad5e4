package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainRecord;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** For every process that uses nodes beside the record: they are compared with it before use. */
@Configuration(proxyBeanMethods = false)
public class ChainRecordConfiguration {
    @Bean
    ChainRecord chainRecord(JdbcTemplate jdbc) {
        return new RecordedChains(new FollowerStore(jdbc));
    }
}
