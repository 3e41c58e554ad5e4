package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * {@code java -jar tx-monitor-worker.jar resume-chain <chain-id> --reason "..." [--by name]}: an operator lets a stopped
 * chain go on, after he has looked into why it was stopped. Takes the worker's own {@code SPRING_DATASOURCE_*}. Rewrites
 * nothing; nodes that still contradict the record stop the chain again.
 */
public final class ResumeChainCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ResumeChainCommand.class);
    private static final String NAME = "resume-chain";
    private static final String USAGE = "usage: " + NAME + " <chain-id> --reason \"why it may go on\" [--by name]";

    private ResumeChainCommand() {}

    /**
     * Runs the command when the first argument asks for it.
     *
     * @return whether it did; then the worker is not to be started
     * @throws IllegalArgumentException when its arguments are not as documented
     * @throws IllegalStateException when the chain is not stopped
     */
    public static boolean ran(String... args) {
        if (args.length == 0 || !args[0].equals(NAME)) {
            return false;
        }
        ChainId chain = chain(args);
        String reason = option(args, "--reason", "");
        String operator = option(args, "--by", System.getProperty("user.name", ""));
        if (reason.isBlank() || operator.isBlank()) {
            throw new IllegalArgumentException(USAGE);
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Setup.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.log-startup-info=false")
                .run()) {
            String lifted = new FollowerStore(context.getBean(JdbcTemplate.class))
                    .resume(chain, operator, reason)
                    .orElseThrow(() -> new IllegalStateException("chain " + chain + " is not stopped"));
            LOG.info(
                    "chain {} goes on, as {} decided: {}. It was stopped because: {}", chain, operator, reason, lifted);
        }
        return true;
    }

    private static ChainId chain(String... args) {
        try {
            return new ChainId(Long.parseLong(args[1]));
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(USAGE, e);
        }
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 2; i < args.length - 1; i++) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class})
    static class Setup {}
}
