package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many payments of a chain can still change. */
public final class OpenPaymentCounts {
    private final JdbcClient jdbc;

    OpenPaymentCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Payments by status. */
    public record Open(long pending, long confirmed) {}

    public Open of(ChainId chain) {
        return jdbc.sql("""
                        select count(*) filter (where status = 'pending') as pending,
                               count(*) filter (where status = 'confirmed') as confirmed
                          from payment where chain_id = ? and status in ('pending', 'confirmed')
                        """)
                .param(chain.value())
                .query((row, index) -> new Open(row.getLong("pending"), row.getLong("confirmed")))
                .single();
    }
}
