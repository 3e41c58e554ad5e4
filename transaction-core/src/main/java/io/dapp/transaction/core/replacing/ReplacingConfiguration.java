package io.dapp.transaction.core.replacing;

import io.dapp.chain.Chains;
import io.dapp.common.outbox.Outbox;
import io.dapp.transaction.core.idempotency.IdempotencyKeys;
import io.dapp.transaction.core.line.AccountTurns;
import io.dapp.transaction.core.line.AdmissionConfiguration;
import io.dapp.transaction.core.line.CommitOutcome;
import io.dapp.transaction.core.line.Funds;
import io.dapp.transaction.core.line.HoldingsReader;
import io.dapp.transaction.core.policy.Policies;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.sending.AccountSender;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.wallet.WalletStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Replacing, for the service that is asked for it and for the worker that sees when it is due. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReplacingSettings.class)
@Import(AdmissionConfiguration.class)
public class ReplacingConfiguration {
    @Bean
    ReplacementRows replacementRows(JdbcClient jdbc) {
        return new ReplacementRows(jdbc);
    }

    @Bean
    Replacements replacements(
            Chains chains,
            Funds funds,
            ReplacementRows rows,
            Outbox outbox,
            Policies policies,
            Replacements.Recorded recorded,
            Replacements.Signing signing,
            AccountSender sender,
            ReplacingSettings settings) {
        ReplacementTransaction body = new ReplacementTransaction(
                rows, recorded.payments(), recorded.holdings(), recorded.keys(), outbox, policies);
        return new Replacements(chains, funds, rows, body, recorded, signing, sender, settings);
    }

    @Bean
    Replacements.Recorded recordedForReplacing(
            PaymentStore payments,
            HoldingsReader holdings,
            IdempotencyKeys keys,
            AccountTurns turns,
            CommitOutcome outcome,
            Policies policies,
            JsonMapper json) {
        return new Replacements.Recorded(payments, holdings, keys, turns, outcome, policies, json);
    }

    @Bean
    Replacements.Signing signingForReplacing(JdbcClient jdbc, Signer signer) {
        return new Replacements.Signing(new WalletStore(jdbc), signer);
    }

    @Bean(destroyMethod = "close")
    OverduePayments overduePayments(ReplacementRows rows, Replacements replacements, ReplacingSettings settings) {
        return new OverduePayments(rows, replacements, settings);
    }
}
