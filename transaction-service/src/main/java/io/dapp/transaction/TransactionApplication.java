package io.dapp.transaction;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication(proxyBeanMethods = false)
public final class TransactionApplication {
    private TransactionApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(TransactionApplication.class, args);
    }
}
