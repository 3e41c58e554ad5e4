package io.dapp.monitor;

import io.dapp.common.migration.MigrateCommand;
import io.dapp.common.probe.ProbeCommand;
import io.dapp.transaction.core.audit.AuditCommand;
import io.dapp.transaction.core.follow.ChainRecordConfiguration;
import io.dapp.transaction.core.follow.FollowConfiguration;
import io.dapp.transaction.core.follow.ResumeChainCommand;
import io.dapp.transaction.core.record.RecordConfiguration;
import io.dapp.transaction.core.replacing.ReplacingConfiguration;
import io.dapp.transaction.core.sending.SendingConfiguration;
import io.dapp.transaction.core.signing.SigningConfiguration;
import java.util.OptionalInt;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** The worker: follows every configured chain, sends what waits to be sent, and replaces what waits too long. */
@SpringBootApplication(proxyBeanMethods = false)
@Import({
    RecordConfiguration.class,
    ChainRecordConfiguration.class,
    SigningConfiguration.class,
    SendingConfiguration.class,
    ReplacingConfiguration.class,
    FollowConfiguration.class
})
public final class MonitorApplication {
    private MonitorApplication() {}

    public static void main(String[] args) {
        if (MigrateCommand.ran("transaction", args) || ProbeCommand.ran(args) || ResumeChainCommand.ran(args)) {
            return;
        }
        OptionalInt audited = AuditCommand.ran(args);
        if (audited.isPresent()) {
            System.exit(audited.getAsInt());
        }
        SpringApplication.run(MonitorApplication.class, args);
    }
}
