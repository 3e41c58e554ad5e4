package io.dapp.transaction;

import io.dapp.common.migration.MigrateCommand;
import io.dapp.common.probe.ProbeCommand;
import io.dapp.transaction.core.wallet.RotateMasterKeyCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationExcludeFilter;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/** Takes of the payment core what {@link CoreConfiguration} names: its packages stand below this one, and are not scanned. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan(
        excludeFilters = {
            @ComponentScan.Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
            @ComponentScan.Filter(type = FilterType.CUSTOM, classes = AutoConfigurationExcludeFilter.class),
            @ComponentScan.Filter(type = FilterType.REGEX, pattern = "io\\.dapp\\.transaction\\.core\\..*")
        })
@ConfigurationPropertiesScan
public final class TransactionApplication {
    private TransactionApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("transaction", args) || ProbeCommand.ran(args) || RotateMasterKeyCommand.ran(args)) {
            return;
        }
        SpringApplication.run(TransactionApplication.class, args);
    }
}
