package io.dapp.transaction.core.audit;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainClientAutoConfiguration;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.follow.ChainRecordConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code java -jar tx-monitor-worker.jar audit}: looks whether the record is as it must be, prints what it found, and ends
 * with 0 where that is nothing, with 1 where it is something, with 2 where it could not look at the chain. Takes the worker's own settings; changes nothing.
 */
public final class AuditCommand {
    private static final String NAME = "audit";

    private AuditCommand() {}

    /**
     * Runs the command when the first argument asks for it.
     *
     * @return the exit code; empty where it does not
     */
    public static OptionalInt ran(String... args) {
        if (args.length == 0 || !args[0].equals(NAME)) {
            return OptionalInt.empty();
        }
        // The report is this command's result, not a message of the service's log.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Setup.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.log-startup-info=false")
                .run()) {
            Audit audit = context.getBean(Audit.class);
            List<AuditReport> reports = new ArrayList<>();
            for (Chain chain : context.getBean(Chains.class).all()) {
                reports.add(tell(out, "chain " + chain.name(), audit.of(chain)));
            }
            reports.add(tell(out, "all chains", audit.ofKeys()));
            if (!reports.stream().allMatch(AuditReport::clean)) {
                return OptionalInt.of(1);
            }
            return OptionalInt.of(reports.stream().anyMatch(AuditReport::blind) ? 2 : 0);
        }
    }

    private static AuditReport tell(PrintStream out, String what, AuditReport report) {
        out.println(what);
        Arrays.stream(Check.values())
                .filter(check -> report.looked(check) > 0 || report.unclearOf(check) > 0)
                .forEach(check -> out.printf(
                        "  %-12s %8d looked at, %d unclear, %d wrong  %s%n",
                        check.code(),
                        report.looked(check),
                        report.unclearOf(check),
                        report.foundBy(check),
                        check.meaning()));
        if (report.blind()) {
            out.println("  no node answered everything: what is on the chain is not, or not all, looked at");
        }
        report.findings()
                .forEach(finding ->
                        out.printf("  WRONG %s: %s %s%n", finding.check().code(), finding.about(), finding.what()));
        return report;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(AuditSettings.class)
    @Import(ChainRecordConfiguration.class)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        ChainClientAutoConfiguration.class
    })
    static class Setup {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Audit audit(JdbcClient jdbc, AuditSettings settings) {
            return new Audit(jdbc, settings);
        }
    }
}
