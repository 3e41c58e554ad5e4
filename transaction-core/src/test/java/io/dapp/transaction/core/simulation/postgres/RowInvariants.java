package io.dapp.transaction.core.simulation.postgres;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What no change of a row may do, noted in the transaction that does it: what commits and is undone later is seen too. */
final class RowInvariants {
    private static final List<String> DEFINITIONS = List.of(
            "create table broken_rule (rule text not null)",
            rule("account", """
                    new.lease_owner <> old.lease_owner and old.lease_until >= clock_timestamp()""", "a lease that has not run out is taken from its holder"),
            rule("account", "new.lease_epoch < old.lease_epoch", "a lease's epoch goes back"),
            rule("account", "new.next_nonce < old.next_nonce", "a line goes back"),
            rule("follower", "new.final_number < old.final_number", "what is final goes back"),
            rule("follower", "new.lease_epoch < old.lease_epoch", "the follower's epoch goes back"),
            rule("follower", """
                    new.lease_owner <> old.lease_owner and old.lease_until >= clock_timestamp()""", "the chain is taken from its follower"),
            rule("payment", """
                    old.status in ('finalized', 'failed') and new.status <> old.status""", "a payment changes after its end"),
            rule("payment", "new.version < old.version or new.version > old.version + 3", "a version is left out"),
            rule("attempt", "new.hash <> old.hash or new.raw <> old.raw", "what was signed changes"));

    private RowInvariants() {}

    private static String rule(String table, String broken, String rule) {
        return """
                create function %1$s() returns trigger language plpgsql security definer as $$
                begin
                    if %2$s then
                        insert into transaction.broken_rule values ('%3$s');
                    end if;
                    return new;
                end $$;
                create trigger %1$s before update on %4$s for each row execute function %1$s()
                """.formatted(("rule_" + rule).replaceAll("\\W", "_"), broken.strip(), rule.replace("'", "''"), table);
    }

    static void watch(JdbcClient sql) {
        for (String definition : DEFINITIONS) {
            for (String statement : definition.split("\n(?=create trigger)", -1)) {
                sql.sql(statement).update();
            }
        }
    }

    /** What was broken since this was last asked. */
    static List<String> broken(JdbcClient sql) {
        return sql.sql("delete from broken_rule returning rule")
                .query(String.class)
                .list();
    }
}
