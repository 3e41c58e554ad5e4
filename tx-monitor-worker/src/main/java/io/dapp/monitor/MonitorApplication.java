package io.dapp.monitor;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class MonitorApplication {
    private MonitorApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(MonitorApplication.class, args);
    }
}
