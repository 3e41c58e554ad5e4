package io.dapp.transaction.core.follow;

import io.dapp.chain.Chains;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** For every process that may publish payments' events: whichever does, tells how long that took. */
@Configuration(proxyBeanMethods = false)
public class AnnounceConfiguration {
    @Bean(destroyMethod = "close")
    AnnounceTimes announceTimes(Chains chains, MeterRegistry meters) {
        return new AnnounceTimes(chains, meters);
    }
}
