package io.dapp.transaction.core.contract;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.LogTopic;
import io.dapp.transaction.core.contract.EventWatch.Watched;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which blocks below the cursor are still to be read for whom. Only a chain's follower writes here, in transactions that
 * hold its row.
 */
public final class EventBackfills {
    private final JdbcClient jdbc;
    private final int deletedAtOnce;

    public EventBackfills(JdbcClient jdbc, ContractSettings settings) {
        this.jdbc = jdbc;
        this.deletedAtOnce = settings.deletedAtOnce();
    }

    /**
     * A subscription and the blocks it lacks.
     *
     * @param index the first log of the block {@code next} that it lacks
     */
    public record Behind(Watched watched, long next, int index, long last) {}

    /** Whether there are subscriptions that the follower does not know yet. */
    public boolean anyNew(ChainId chain) {
        return jdbc.sql("""
                        select exists (select from contract_subscription
                                        where chain_id = ? and ended_at is null and live_from is null)
                        """).param(chain.value()).query(Boolean.class).single();
    }

    /** Makes the new ones known: from the block after the cursor their logs are read when blocks come. */
    public void begin(ChainId chain, long cursor) {
        jdbc.sql("""
                        update contract_subscription
                           set live_from = :next,
                               from_block = coalesce(from_block, :next),
                               told_from = coalesce(told_from, :next),
                               backfill_next = case when from_block < :next then from_block end,
                               backfill_last = case when from_block < :next then :next - 1 end
                         where chain_id = :chain and ended_at is null and live_from is null
                        """).param("next", cursor + 1).param("chain", chain.value()).update();
    }

    /**
     * The next one in turn after {@code after} that lacks a block up to the cursor; starts over at the end.
     *
     * @param without those whose turn it is not
     * @param live whether those come first that lack only blocks that came after they began; otherwise the others
     */
    public Optional<Behind> next(
            ChainId chain, long cursor, @Nullable UUID after, Collection<UUID> without, boolean live) {
        return jdbc.sql("""
                        select id, address, topic, event, from_block, backfill_next, backfill_index,
                               backfill_last
                          from contract_subscription
                         where chain_id = :chain and ended_at is null and backfill_next <= :cursor
                           and id <> all(:without::uuid[])
                         order by (backfill_next >= live_from) <> :live, :after::uuid is null or id <= :after::uuid, id
                         limit 1
                        """)
                .param("chain", chain.value())
                .param("cursor", cursor)
                .param("after", after)
                .param("without", without.stream().map(UUID::toString).toArray(String[]::new))
                .param("live", live)
                .query((row, index) -> new Behind(
                        new Watched(
                                row.getObject("id", UUID.class),
                                Address.of(row.getBytes("address")),
                                LogTopic.of(row.getBytes("topic")),
                                row.getString("event"),
                                row.getLong("from_block")),
                        row.getLong("backfill_next"),
                        row.getInt("backfill_index"),
                        row.getLong("backfill_last")))
                .optional();
    }

    /**
     * Notes what was read.
     *
     * @param next the block, and {@code index} the log in it, that is to be read after this
     * @return false where something else is to be read first by now, or it has ended
     */
    public boolean read(Behind from, long next, int index) {
        return jdbc.sql("""
                        update contract_subscription
                           set backfill_next = case when backfill_last >= :next then :next end,
                               backfill_index = case when backfill_last >= :next then :index else 0 end,
                               backfill_last = case when backfill_last >= :next then backfill_last end
                         where id = :id and backfill_next = :from and backfill_index = :from_index and ended_at is null
                        """)
                        .param("next", next)
                        .param("index", index)
                        .param("id", from.watched().id())
                        .param("from", from.next())
                        .param("from_index", from.index())
                        .update()
                == 1;
    }

    /** These blocks were not read for anybody. A block that was read in part is read anew: it may be another one now. */
    public void unread(ChainId chain, long first, long last) {
        unread(chain, first, last, "", Map.of());
    }

    /** The same of one block, for those only who watch these. */
    public void unread(ChainId chain, long block, Set<EventKey> keys) {
        if (keys.isEmpty()) {
            return;
        }
        List<EventKey> all = List.copyOf(keys);
        unread(
                chain,
                block,
                block,
                " and (address, topic) in (select * from unnest(:addresses::bytea[], :topics::bytea[]))",
                Map.of(
                        "addresses",
                        all.stream().map(key -> key.address().bytes()).toArray(byte[][]::new),
                        "topics",
                        all.stream().map(key -> key.topic().bytes()).toArray(byte[][]::new)));
    }

    private void unread(ChainId chain, long first, long last, String condition, Map<String, ?> values) {
        // Without a value least and greatest take the other.
        jdbc.sql("""
                        update contract_subscription
                           set backfill_next = least(backfill_next, greatest(from_block, :first)),
                               backfill_index = case when backfill_next < greatest(from_block, :first)
                                                     then backfill_index else 0 end,
                               backfill_last = greatest(backfill_last, :last)
                         where chain_id = :chain and ended_at is null and live_from is not null and from_block <= :last
                        """ + condition)
                .params(values)
                .param("first", first)
                .param("last", last)
                .param("chain", chain.value())
                .update();
    }

    /** Deletes a bounded number of rows of ended subscriptions, and of withdrawn events that cannot come back. */
    public void purge(ChainId chain, long finalBlock) {
        jdbc.sql("""
                        with gone as (
                            delete from contract_event
                             where id in (select id from contract_event
                                           where chain_id = :chain and withdrawn_at is not null and block_number <= :final
                                           limit :limit)
                            returning subscription_id)
                        update contract_subscription s set recorded = recorded - g.events
                          from (select subscription_id, count(*) as events from gone group by subscription_id) g
                         where s.id = g.subscription_id
                        """)
                .param("chain", chain.value())
                .param("final", finalBlock)
                .param("limit", deletedAtOnce)
                .update();
        jdbc.sql("""
                        delete from contract_event
                         where id in (select e.id from contract_subscription s join contract_event e on e.subscription_id = s.id
                                       where s.chain_id = :chain and s.ended_at is not null
                                       limit :limit)
                        """)
                .param("chain", chain.value())
                .param("limit", deletedAtOnce)
                .update();
        jdbc.sql("""
                        delete from contract_subscription s
                         where s.chain_id = :chain and s.ended_at is not null
                           and not exists (select from contract_event e where e.subscription_id = s.id)
                        """).param("chain", chain.value()).update();
    }
}
