package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many payments of a chain can still change, and whether one of them is forgotten. */
public final class OpenPaymentCounts {
    private final JdbcClient jdbc;

    OpenPaymentCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Payments by status.
     *
     * @param stuckAccounts accounts with a pending payment that no sweep will ever find; anything but 0 is a defect
     */
    public record Open(long pending, long confirmed, long stuckAccounts) {}

    public Open of(ChainId chain) {
        return jdbc.sql("""
                        select count(*) filter (where status = 'pending') as pending,
                               count(*) filter (where status = 'confirmed') as confirmed,
                               (select count(distinct p.sender)
                                  from payment p
                                  join account a on a.chain_id = p.chain_id and a.address = p.sender
                                 where p.chain_id = :chain and p.status = 'pending' and p.kind = 'custodial'
                                   and a.send_at is null) as stuck
                          from payment where chain_id = :chain and status in ('pending', 'confirmed')
                        """)
                .param("chain", chain.value())
                .query((row, index) -> new Open(row.getLong("pending"), row.getLong("confirmed"), row.getLong("stuck")))
                .single();
    }
}
