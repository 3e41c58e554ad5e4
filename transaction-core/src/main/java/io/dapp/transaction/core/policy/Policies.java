package io.dapp.transaction.core.policy;

import io.dapp.chain.Address;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.record.AccountKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The stored policies, what was spent under them, and what they refused. */
public final class Policies {
    private static final Logger log = LoggerFactory.getLogger(Policies.class);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    public Policies(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A wallet's policy. */
    public Policy read(Address wallet) {
        return jdbc.sql("select policy from wallet_policy where wallet = ?")
                .param(wallet.bytes())
                .query((row, index) -> json.readValue(row.getString("policy"), Policy.class))
                .optional()
                .orElse(Policy.UNLIMITED);
    }

    /** Binds every payment and raise that commits after this; the last one that is stored counts, and all are kept. */
    public void store(Address wallet, Policy policy) {
        jdbc.sql("""
                        with stored as (
                            insert into wallet_policy (wallet, policy) values (:wallet, :policy::json)
                            on conflict (wallet) do update set policy = excluded.policy, updated_at = clock_timestamp()
                            returning wallet, policy)
                        insert into wallet_policy_change (wallet, policy) select wallet, policy from stored
                        """)
                .param("wallet", wallet.bytes())
                .param("policy", json.writeValueAsString(policy))
                .update();
    }

    /**
     * What the policies of accounts leave; in a transaction that has locked the accounts, in statements after that. Their
     * policies stay until it ends.
     */
    public Map<AccountKey, Allowance> read(Collection<AccountKey> accounts) {
        Set<Address> wallets = new TreeSet<>();
        accounts.forEach(account -> wallets.add(account.address()));
        Map<Address, Policy> policies = held(wallets);
        if (policies.size() < wallets.size()) {
            begin(wallets);
            policies = held(wallets);
        }
        Map<AccountKey, Allowance> allowances = new HashMap<>();
        for (AccountKey account : accounts) {
            Policy policy = policies.getOrDefault(account.address(), Policy.UNLIMITED);
            allowances.put(
                    account,
                    new Allowance(
                            policy,
                            policy.maxPerDay() == null ? BigInteger.ZERO : spent(account),
                            policy.limitsTokensPerDay() ? spentTokens(account) : Map.of()));
        }
        return allowances;
    }

    private Map<Address, Policy> held(Set<Address> wallets) {
        Map<Address, Policy> policies = new HashMap<>();
        jdbc.sql("""
                        select wallet, policy from wallet_policy
                         where wallet = any(?::bytea[]) order by wallet for share
                        """).param(bytes(wallets)).query(row -> {
            policies.put(Address.of(row.getBytes("wallet")), json.readValue(row.getString("policy"), Policy.class));
        });
        return policies;
    }

    /** A row to hold, so that the first policy binds as any other. */
    private void begin(Set<Address> wallets) {
        jdbc.sql("""
                        insert into wallet_policy (wallet)
                        select address from wallet where address = any(?::bytea[]) order by address
                        on conflict do nothing
                        """).param(bytes(wallets)).update();
    }

    /**
     * What is pending counts whatever its age: a block may take it yet. The clock is the statement's, not the one that
     * moves while it runs: only that one bounds what the index is read for.
     */
    private BigInteger spent(AccountKey account) {
        return jdbc.sql("""
                        select coalesce(sum(case when status <> 'failed' then max_cost
                                                 when reason = 'replaced' then 0
                                                 else max_cost - native_value end), 0)
                          from (select status, reason, max_cost, native_value from payment
                                 where chain_id = :chain and sender = :sender and kind = 'custodial'
                                   and created_at > statement_timestamp() - interval '24 hours'
                                union all
                                select status, reason, max_cost, native_value from payment
                                 where chain_id = :chain and sender = :sender and kind = 'custodial'
                                   and status = 'pending' and created_at <= statement_timestamp() - interval '24 hours') p
                        """)
                .param("chain", account.chainId().value())
                .param("sender", account.address().bytes())
                .query(BigDecimal.class)
                .single()
                .toBigIntegerExact();
    }

    private Map<Address, BigInteger> spentTokens(AccountKey account) {
        Map<Address, BigInteger> spent = new HashMap<>();
        jdbc.sql("""
                        select counted_token, sum(counted_amount) as spent
                          from (select counted_token, counted_amount from payment
                                 where chain_id = :chain and sender = :sender and kind = 'custodial'
                                   and status <> 'failed' and counted_token is not null
                                   and created_at > statement_timestamp() - interval '24 hours'
                                union all
                                select counted_token, counted_amount from payment
                                 where chain_id = :chain and sender = :sender and kind = 'custodial'
                                   and status = 'pending' and counted_token is not null
                                   and created_at <= statement_timestamp() - interval '24 hours') p
                         group by counted_token
                        """)
                .param("chain", account.chainId().value())
                .param("sender", account.address().bytes())
                .query(row -> {
                    spent.put(
                            Address.of(row.getBytes("counted_token")),
                            row.getBigDecimal("spent").toBigIntegerExact());
                });
        return spent;
    }

    /** What a policy refused to whom. */
    public record Refusal(UUID owner, ProblemException problem) {}

    /** Records refusals by themselves: what they refused is rolled back. Never fails. */
    public void refused(AccountKey account, List<Refusal> refusals) {
        if (refusals.isEmpty()) {
            return;
        }
        try {
            jdbc.sql("""
                            insert into policy_refusal (wallet, chain_id, owner_id, rule, detail)
                            select :wallet, :chain, * from unnest(:owners::uuid[], :rules::text[], :details::text[])
                            """)
                    .param("wallet", account.address().bytes())
                    .param("chain", account.chainId().value())
                    .param("owners", refusals.stream().map(Refusal::owner).toArray(UUID[]::new))
                    .param(
                            "rules",
                            refusals.stream()
                                    .map(refusal -> String.valueOf(
                                            refusal.problem().extra().get("rule")))
                                    .toArray(String[]::new))
                    .param(
                            "details",
                            refusals.stream()
                                    .map(refusal -> refusal.problem().detail())
                                    .toArray(String[]::new))
                    .update();
        } catch (RuntimeException e) {
            log.warn("the policy of {} refused payments, and that could not be recorded: {}", account, e.toString());
        }
    }

    private static byte[][] bytes(Set<Address> wallets) {
        List<byte[]> bytes = new ArrayList<>();
        wallets.forEach(wallet -> bytes.add(wallet.bytes()));
        return bytes.toArray(byte[][]::new);
    }
}
