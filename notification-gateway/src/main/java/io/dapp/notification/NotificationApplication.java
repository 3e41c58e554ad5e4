package io.dapp.notification;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class NotificationApplication {
    private NotificationApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(NotificationApplication.class, args);
    }
}
