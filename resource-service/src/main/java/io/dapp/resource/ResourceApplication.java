package io.dapp.resource;

import io.dapp.common.migration.MigrateCommand;
import io.dapp.common.probe.ProbeCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class ResourceApplication {
    private ResourceApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("resource", args) || ProbeCommand.ran(args)) {
            return;
        }
        SpringApplication.run(ResourceApplication.class, args);
    }
}
