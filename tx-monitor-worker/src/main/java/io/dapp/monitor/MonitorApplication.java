package io.dapp.monitor;

import io.dapp.common.migration.MigrateCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class MonitorApplication {
    private MonitorApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("transaction", args)) {
            return;
        }
        SpringApplication.run(MonitorApplication.class, args);
    }
}
