package io.dapp.transaction.core.follow;

import io.dapp.chain.BlockHeader;
import io.dapp.chain.ChainId;
import io.dapp.common.event.Event;
import io.dapp.common.event.Topic;
import io.dapp.transaction.core.contract.EventLedger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is told of a chain itself. Heads and reorgs are no record (what they did to a payment is in its own events), and
 * contract events have one of their own: published ones are deleted after a while.
 */
final class ChainEvents {
    static final String HEAD = "chain.head";
    static final String REORG = "chain.reorg";
    static final int DELETED_AT_ONCE = 1_000;

    private final JdbcClient jdbc;

    ChainEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static Event head(ChainId chain, BlockHeader block) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("chain_id", chain.value());
        data.put("number", block.number());
        data.put("hash", block.hash().toString());
        data.put("parent_hash", block.parentHash().toString());
        data.put("timestamp", block.timestamp());
        return new Event(Topic.CHAIN, chain.toString(), HEAD, null, null, data);
    }

    /** The blocks from {@code fork + 1} to {@code before} were dropped for a branch that ends in {@code head}. */
    static Event reorg(ChainId chain, long fork, long before, BlockHeader head) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("chain_id", chain.value());
        data.put("from_number", fork + 1);
        data.put("depth", before - fork);
        data.put("number", head.number());
        data.put("hash", head.hash().toString());
        return new Event(Topic.CHAIN, chain.toString(), REORG, null, null, data);
    }

    /**
     * Deletes what was published longer ago, a bounded number of them.
     *
     * @return how many; as many as that bound where there may be more
     */
    int purge(ChainId chain, Duration kept) {
        return jdbc.sql("""
                        delete from event
                         where id in (select id from event
                                       where topic = 'chain' and key = ? and type in (?, ?, ?)
                                         and published_at < clock_timestamp() - ? * interval '1 ms'
                                       order by id limit ?)
                        """)
                .param(chain.toString())
                .param(HEAD)
                .param(REORG)
                .param(EventLedger.TYPE)
                .param(kept.toMillis())
                .param(DELETED_AT_ONCE)
                .update();
    }
}
