package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    public record Open(long pending, long confirmed, long stuckAccounts, Map<String, Long> pendingByAge) {}

    /** The buckets of {@link Open#pendingByAge()}: each but the last up to its age, and above the one before. */
    public static final List<String> AGES = List.of("10s", "1m", "5m", "30m", "inf");

    public Open of(ChainId chain) {
        return jdbc.sql("""
                        select count(*) filter (where status = 'pending') as pending,
                               count(*) filter (where status = 'pending' and age <= interval '10 s') as "10s",
                               count(*) filter (where status = 'pending' and age > interval '10 s'
                                                  and age <= interval '1 min') as "1m",
                               count(*) filter (where status = 'pending' and age > interval '1 min'
                                                  and age <= interval '5 min') as "5m",
                               count(*) filter (where status = 'pending' and age > interval '5 min'
                                                  and age <= interval '30 min') as "30m",
                               count(*) filter (where status = 'pending' and age > interval '30 min') as "inf",
                               count(*) filter (where status = 'confirmed') as confirmed,
                               (select count(distinct p.sender)
                                  from payment p
                                  join account a on a.chain_id = p.chain_id and a.address = p.sender
                                 where p.chain_id = :chain and p.status = 'pending' and p.kind = 'custodial'
                                   and a.send_at is null) as stuck
                          from (select status, statement_timestamp() - created_at as age
                                  from payment where chain_id = :chain and status in ('pending', 'confirmed')) o
                        """)
                .param("chain", chain.value())
                .query((row, index) ->
                        new Open(row.getLong("pending"), row.getLong("confirmed"), row.getLong("stuck"), byAge(row)))
                .single();
    }

    private static Map<String, Long> byAge(ResultSet row) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String age : AGES) {
            counts.put(age, row.getLong(age));
        }
        return counts;
    }
}
