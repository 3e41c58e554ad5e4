package io.dapp.transaction.core.testing;

import io.dapp.chain.Chains;
import io.dapp.common.json.Json;
import io.dapp.common.outbox.DirectOutbox;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.sending.AccountSender;
import io.dapp.transaction.core.sending.ProcessIdentity;
import io.dapp.transaction.core.signing.Signer;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one process' core stands on, where a test puts its parts together by hand: a process that costs nothing to start.
 *
 * @param kicked is told of what is to be sent
 */
public record CoreParts(
        Chains chains,
        JdbcTemplate jdbc,
        PlatformTransactionManager transactions,
        Outbox outbox,
        Signer signer,
        ProcessIdentity process,
        AccountSender kicked) {
    /** As the services' contexts make them, but for the sender. */
    public static Bare on(DataSource dataSource, Chains chains, Signer signer, UUID process) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        return new Bare(chains, jdbc, new JdbcTransactionManager(dataSource), signer, new ProcessIdentity(process));
    }

    /** Without a sender, which stands on these itself. */
    public record Bare(
            Chains chains,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Signer signer,
            ProcessIdentity process) {
        /** For named parameters. */
        public JdbcClient client() {
            return JdbcClient.create(jdbc);
        }

        /** With one. */
        public CoreParts kicking(AccountSender kicked) {
            return new CoreParts(
                    chains, jdbc, transactions, DirectOutbox.on(jdbc, Json.LENIENT), signer, process, kicked);
        }
    }

    /** For named parameters. */
    public JdbcClient client() {
        return JdbcClient.create(jdbc);
    }

    /** As services write their answers. */
    public JsonMapper json() {
        return Json.LENIENT;
    }
}
