package io.dapp.auth;

import io.dapp.common.migration.MigrateCommand;
import io.dapp.common.probe.ProbeCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public final class AuthApplication {
    private AuthApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("auth", args) || ProbeCommand.ran(args)) {
            return;
        }
        SpringApplication.run(AuthApplication.class, args);
    }
}
