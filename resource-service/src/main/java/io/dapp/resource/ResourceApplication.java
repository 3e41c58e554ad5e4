package io.dapp.resource;

import io.dapp.common.migration.MigrateCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class ResourceApplication {
    private ResourceApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("resource", args)) {
            return;
        }
        SpringApplication.run(ResourceApplication.class, args);
    }
}
