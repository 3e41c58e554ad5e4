package io.dapp.common.migration;

import io.dapp.common.config.InvalidConfigurationException;
import jakarta.validation.constraints.NotBlank;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/**
 * {@code java -jar service.jar migrate}: migrates the service's schema and ends. Takes {@code DAPP_MIGRATION_URL},
 * {@code DAPP_MIGRATION_USERNAME} (the schema's owner role) and {@code DAPP_MIGRATION_PASSWORD}.
 */
public final class MigrateCommand {
    private static final Logger log = LoggerFactory.getLogger(MigrateCommand.class);

    private MigrateCommand() {}

    /**
     * Runs the command when the first argument asks for it.
     *
     * @return whether it did; then the service is not to be started. A failed migration throws
     */
    public static boolean ran(String schema, String... args) {
        if (args.length == 0 || !args[0].equals("migrate")) {
            return false;
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Setup.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.log-startup-info=false")
                .run()) {
            migrate(schema, context.getBean(MigrationProperties.class));
        }
        return true;
    }

    private static void migrate(String schema, MigrationProperties properties) {
        try {
            int run = Migrations.run(properties.url(), properties.username(), properties.password(), schema);
            log.info("Schema {} is up to date, {} migrations run", schema, run);
        } catch (FlywayException e) {
            log.error("Schema {} was not migrated: {}", schema, e.getMessage());
            throw e;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MigrationProperties.class)
    @ImportAutoConfiguration(ValidationAutoConfiguration.class)
    static class Setup {}

    /** How to reach the schema as its owner. */
    @Validated
    @ConfigurationProperties("dapp.migration")
    record MigrationProperties(
            @NotBlank String url,
            @NotBlank String username,
            @DefaultValue("") String password) {

        MigrationProperties {
            if (url != null && !url.isBlank() && !url.startsWith("jdbc:postgresql:")) {
                throw new InvalidConfigurationException("dapp.migration.url", "must be a jdbc:postgresql: URL");
            }
        }
    }
}
