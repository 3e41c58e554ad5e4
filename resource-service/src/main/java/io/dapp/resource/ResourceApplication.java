package io.dapp.resource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class ResourceApplication {
    private ResourceApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(ResourceApplication.class, args);
    }
}
