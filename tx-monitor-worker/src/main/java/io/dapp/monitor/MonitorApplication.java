package io.dapp.monitor;

import io.dapp.common.migration.MigrateCommand;
import io.dapp.transaction.core.follow.ChainRecordConfiguration;
import io.dapp.transaction.core.follow.FollowConfiguration;
import io.dapp.transaction.core.follow.ResumeChainCommand;
import io.dapp.transaction.core.sending.SendingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** The worker: follows every configured chain and sends what waits to be sent. */
@SpringBootApplication(proxyBeanMethods = false)
@Import({ChainRecordConfiguration.class, SendingConfiguration.class, FollowConfiguration.class})
public final class MonitorApplication {
    private MonitorApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("transaction", args) || ResumeChainCommand.ran(args)) {
            return;
        }
        SpringApplication.run(MonitorApplication.class, args);
    }
}
