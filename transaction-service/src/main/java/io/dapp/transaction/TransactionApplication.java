package io.dapp.transaction;

import io.dapp.common.migration.MigrateCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public final class TransactionApplication {
    private TransactionApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("transaction", args)) {
            return;
        }
        SpringApplication.run(TransactionApplication.class, args);
    }
}
