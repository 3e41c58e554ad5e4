package io.dapp.notification;

import io.dapp.common.migration.MigrateCommand;
import io.dapp.common.probe.ProbeCommand;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(NotificationSettings.class)
public class NotificationApplication {

    public static void main(String[] args) {
        if (MigrateCommand.ran("notification", args) || ProbeCommand.ran(args)) {
            return;
        }
        SpringApplication.run(NotificationApplication.class, args);
    }

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
