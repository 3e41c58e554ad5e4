package io.dapp.transaction.core.wallet;

import io.dapp.transaction.core.signing.SigningConfiguration;
import io.dapp.transaction.core.signing.SigningSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code java -jar transaction-service.jar rotate-master-key [--batch 100] [--by name]}: encrypts all wallets' keys under
 * the current master key. Takes the service's own {@code SPRING_DATASOURCE_*} and {@code DAPP_SIGNING_*}. May be ended and
 * run again at any time, also beside running services that know both master keys.
 */
public final class RotateMasterKeyCommand {
    private static final Logger log = LoggerFactory.getLogger(RotateMasterKeyCommand.class);
    private static final String NAME = "rotate-master-key";
    private static final String USAGE = "usage: " + NAME + " [--batch wallets in a transaction, 1 to 1000] [--by name]";
    private static final int LARGEST_BATCH = 1000;

    private RotateMasterKeyCommand() {}

    /**
     * Runs the command when the first argument asks for it.
     *
     * @return whether it did; then the service is not to be started
     * @throws IllegalArgumentException when its arguments are not as documented
     * @throws IllegalStateException when wallets are left under another master key
     */
    public static boolean ran(String... args) {
        if (args.length == 0 || !args[0].equals(NAME)) {
            return false;
        }
        int batch = batch(option(args, "--batch", "100"));
        String operator = option(args, "--by", System.getProperty("user.name", ""));
        if (args.length % 2 == 0 || operator.isBlank()) {
            throw new IllegalArgumentException(USAGE);
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Setup.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.log-startup-info=false")
                .run()) {
            SigningSettings settings = context.getBean(SigningSettings.class);
            MasterKeyRotation.Done done = new MasterKeyRotation(
                            context.getBean(JdbcClient.class),
                            new TransactionTemplate(context.getBean(PlatformTransactionManager.class)),
                            SigningConfiguration.rewrapper(settings),
                            batch)
                    .run(operator);
            log.info(
                    "master key {}: {} wallets encrypted anew, {} failed, {} left under other master keys",
                    settings.masterKeyId(),
                    done.rewrapped(),
                    done.failed(),
                    done.left());
            if (done.left() > 0) {
                throw new IllegalStateException(
                        done.left() + " wallets are left under other master keys: keep those, and run this again");
            }
        }
        return true;
    }

    private static int batch(String text) {
        try {
            int batch = Integer.parseInt(text);
            if (batch >= 1 && batch <= LARGEST_BATCH) {
                return batch;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(USAGE, e);
        }
        throw new IllegalArgumentException(USAGE);
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 1; i < args.length - 1; i++) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(SigningSettings.class)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class
    })
    static class Setup {}
}
