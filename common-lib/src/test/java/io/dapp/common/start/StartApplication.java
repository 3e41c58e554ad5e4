package io.dapp.common.start;

import io.dapp.common.config.InvalidConfigurationException;
import io.dapp.common.migration.MigrateCommand;
import io.dapp.common.probe.ProbeCommand;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.validation.annotation.Validated;

/** A service that needs a key. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(StartApplication.Settings.class)
class StartApplication {
    @Validated
    @ConfigurationProperties("dapp.probe")
    record Settings(
            @NotBlank String signingKey,
            @DefaultValue("1") @Positive int workers,
            @DefaultValue("1s") Duration patience,
            @Nullable String colour) {}

    static void main(String[] args) {
        if (MigrateCommand.ran("common", args) || ProbeCommand.ran(args)) {
            return;
        }
        SpringApplication.run(StartApplication.class, args);
    }

    @Bean
    String key(Settings settings) {
        if (settings.signingKey().equals("broken")) {
            throw new InvalidConfigurationException("dapp.probe.signing-key", "is not a PEM key");
        }
        return settings.signingKey();
    }
}
