package io.dapp.auth;

import io.dapp.common.migration.MigrateCommand;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class AuthApplication {
    private AuthApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("auth", args)) {
            return;
        }
        SpringApplication.run(AuthApplication.class, args);
    }
}
