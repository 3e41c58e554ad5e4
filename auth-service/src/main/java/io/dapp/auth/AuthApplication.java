package io.dapp.auth;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class AuthApplication {
    private AuthApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(AuthApplication.class, args);
    }
}
