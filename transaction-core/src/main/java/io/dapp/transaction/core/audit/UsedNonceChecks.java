package io.dapp.transaction.core.audit;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.chain.Node;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether something has used the nonces of payments that ended because something else had. */
final class UsedNonceChecks {
    private final JdbcClient jdbc;
    private final ChainChecks chains;

    UsedNonceChecks(JdbcClient jdbc, ChainChecks chains) {
        this.jdbc = jdbc;
        this.chains = chains;
    }

    private record Replaced(String id, Address sender, long nonce) {}

    /** What a page's payments lost their nonces to is in a final block. */
    void page(Chain chain, Node node, UUID after, UUID last, AuditReport report) {
        Map<Address, List<Replaced>> replaced = jdbc
                .sql("""
                        select id, sender, nonce from payment
                         where id > ? and id <= ? and chain_id = ? and reason = 'replaced'
                           and sender is not null and nonce is not null
                        """)
                .param(after)
                .param(last)
                .param(chain.id().value())
                .query((row, index) ->
                        new Replaced(row.getString("id"), Address.of(row.getBytes("sender")), row.getLong("nonce")))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Replaced::sender));
        // Read after the page: nothing ends so before that block is recorded as final.
        BlockRef lastFinal = chains.lastFinal(chain);
        if (lastFinal == null) {
            return;
        }
        replaced.forEach((sender, payments) -> {
            report.looked(Check.GAPS, payments.size());
            try {
                judge(payments, node.transactionCount(sender, lastFinal), report);
            } catch (ChainUnavailableException e) {
                payments.forEach(payment -> report.unclear(Check.GAPS));
            }
        });
    }

    private static void judge(List<Replaced> payments, long used, AuditReport report) {
        for (Replaced payment : payments) {
            if (payment.nonce() >= used) {
                report.found(
                        Check.GAPS,
                        payment.id(),
                        "is recorded as replaced, and nothing has used its nonce " + payment.nonce() + "; " + used
                                + " are used");
            }
        }
    }
}
