package io.dapp.transaction.core.audit;

import io.dapp.chain.Address;
import io.dapp.common.json.Json;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.policy.Allowance;
import io.dapp.transaction.core.policy.Policy;
import io.dapp.transaction.core.policy.Spending;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether payments were accepted, and raised, within the policy that was in force. What others had spent by then is counted
 * at the least it can have been, so that nothing is accused that was counted otherwise at the time.
 */
final class PolicyChecks {
    private static final String OTHERS = """
             from payment o join attempt f on f.payment_id = o.id and f.ordinal = 1
            where o.chain_id = p.chain_id and o.sender = p.sender and o.kind = 'custodial' and o.id <> p.id
            """;
    private static final String BEFORE = OTHERS + """
              and o.created_at <= p.created_at and o.nonce < p.nonce
              and o.created_at > p.created_at - interval '24 hours'
            """;
    private static final String SPENT = """
            coalesce(sum(case when o.status <> 'failed' then o.native_value + o.gas_limit * f.max_fee_per_gas
                              when o.reason = 'replaced' then 0
                              else o.gas_limit * f.max_fee_per_gas end), 0)
            """;
    /** No transaction of a service lasts longer (PostgreSQL's {@code transaction_timeout}). */
    private static final String TRANSACTION = "interval '3 seconds'";

    private final JdbcClient jdbc;

    PolicyChecks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void page(long chain, UUID after, UUID last, AuditReport report) {
        accepted(chain, after, last, report);
        raised(chain, after, last, report);
    }

    private void accepted(long chain, UUID after, UUID last, AuditReport report) {
        List<Boolean> judged = jdbc.sql("""
                        select p.id, coalesce(p.token, p.recipient) as target, p.native_value, p.data,
                               p.native_value + p.gas_limit * a.max_fee_per_gas as cost, c.policy,
                               (select %2$s %1$s) as spent,
                               (select json_object_agg('0x' || encode(t.token, 'hex'), t.amount::text)
                                  from (select o.counted_token as token, sum(o.counted_amount) as amount %1$s
                                           and o.status <> 'failed' and o.counted_token is not null
                                         group by o.counted_token) t) as tokens
                          from payment p
                          join attempt a on a.payment_id = p.id and a.ordinal = 1
                          join lateral (select policy from wallet_policy_change
                                         where wallet = p.sender and at <= p.created_at
                                         order by at desc, id desc limit 1) c on true
                         where p.id > :after and p.id <= :last and p.chain_id = :chain and p.kind = 'custodial'
                           and c.policy::text <> '{}'
                        """.formatted(BEFORE, SPENT))
                .param("after", after)
                .param("last", last)
                .param("chain", chain)
                .query((row, index) -> {
                    byte[] target = row.getBytes("target");
                    byte[] data = row.getBytes("data");
                    Spending spending = new Spending(
                            target == null ? null : Address.of(target),
                            row.getBigDecimal("native_value").toBigIntegerExact(),
                            data == null ? Bytes.EMPTY : new Bytes(data),
                            row.getBigDecimal("cost").toBigIntegerExact());
                    Allowance left = new Allowance(
                            Json.LENIENT.readValue(row.getString("policy"), Policy.class),
                            row.getBigDecimal("spent").toBigIntegerExact(),
                            tokens(row.getString("tokens")));
                    Optional<ProblemException> refusal = left.refusing(spending, null);
                    String id = row.getString("id");
                    refusal.ifPresent(why -> report.found(
                            Check.POLICY,
                            id,
                            "was accepted against " + why.extra().get("rule")));
                    return true;
                })
                .list();
        report.looked(Check.POLICY, judged.size());
    }

    /**
     * A raise was judged by what it may cost beyond what was counted of its payment. One shortly before a change of the policy
     * is not judged: it may have waited for either.
     */
    private void raised(long chain, UUID after, UUID last, AuditReport report) {
        List<Boolean> judged = jdbc.sql("""
                        select p.id, a.ordinal, c.policy,
                               p.native_value + p.gas_limit * a.max_fee_per_gas as cost,
                               p.native_value + p.gas_limit * b.max_fee_per_gas as counted,
                               (select %2$s %1$s and o.created_at < a.created_at
                                   and o.created_at > a.created_at + %3$s - interval '24 hours') as spent
                          from payment p
                          join attempt a on a.payment_id = p.id and a.kind = 'speed_up'
                          join lateral (select max(max_fee_per_gas) as max_fee_per_gas from attempt
                                         where payment_id = p.id and ordinal < a.ordinal) b on true
                          join lateral (select policy from wallet_policy_change
                                         where wallet = p.sender and at <= a.created_at
                                         order by at desc, id desc limit 1) c on true
                         where p.id > :after and p.id <= :last and p.chain_id = :chain and p.kind = 'custodial'
                           and c.policy::text <> '{}'
                           and not exists (select from wallet_policy_change
                                            where wallet = p.sender and at > a.created_at and at <= a.created_at + %3$s)
                        """.formatted(OTHERS, SPENT, TRANSACTION))
                .param("after", after)
                .param("last", last)
                .param("chain", chain)
                .query((row, index) -> {
                    BigInteger cost = row.getBigDecimal("cost").toBigIntegerExact();
                    BigInteger counted = row.getBigDecimal("counted").toBigIntegerExact();
                    Allowance left = new Allowance(
                            Json.LENIENT.readValue(row.getString("policy"), Policy.class),
                            row.getBigDecimal("spent").toBigIntegerExact().add(counted),
                            Map.of());
                    String about = row.getString("id") + " attempt " + row.getInt("ordinal");
                    left.refusingMore(cost, cost.subtract(counted))
                            .ifPresent(why -> report.found(
                                    Check.POLICY,
                                    about,
                                    "was raised against " + why.extra().get("rule")));
                    return true;
                })
                .list();
        report.looked(Check.POLICY, judged.size());
    }

    private static Map<Address, BigInteger> tokens(@Nullable String object) {
        Map<Address, BigInteger> tokens = new HashMap<>();
        if (object != null) {
            Json.LENIENT
                    .readTree(object)
                    .properties()
                    .forEach(one -> tokens.put(
                            Address.parse(one.getKey()),
                            new BigInteger(one.getValue().stringValue())));
        }
        return tokens;
    }
}
