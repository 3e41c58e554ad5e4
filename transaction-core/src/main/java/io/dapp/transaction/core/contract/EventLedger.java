package io.dapp.transaction.core.contract;

import io.dapp.chain.Address;
import io.dapp.chain.BlockHash;
import io.dapp.chain.ChainId;
import io.dapp.chain.Log;
import io.dapp.chain.TransactionHash;
import io.dapp.common.event.Event;
import io.dapp.common.event.Topic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events found, written inside the transaction of a follower's step, which holds the follower's row. What it writes it
 * returns as what is to be told.
 */
public final class EventLedger {
    /** The type of what is told. */
    public static final String TYPE = "chain.event";

    private static final String TOLD = """
            select e.id, e.version, e.block_number, e.block_hash, e.log_index, e.transaction_hash, e.args,
                   e.withdrawn_at is not null as withdrawn, s.id as subscription_id, s.owner_id, s.chain_id, s.address,
                   s.event
              from changed e
              join contract_subscription s on s.id = e.subscription_id
             where s.ended_at is null and e.block_number >= s.told_from
             order by e.block_number, e.log_index, s.id
            """;

    private final JdbcClient jdbc;
    private final long kept;

    public EventLedger(JdbcClient jdbc, ContractSettings settings) {
        this.jdbc = jdbc;
        this.kept = settings.eventsPerSubscription();
    }

    /**
     * Records what was found. What is recorded already stays as it is; what was withdrawn is back.
     *
     * @return what is to be told: what is new, but for history
     */
    public List<Event> record(List<Sighting> sightings) {
        if (sightings.isEmpty()) {
            return List.of();
        }
        List<Sighting> found = once(sightings);
        List<Event> told = jdbc.sql("""
                        with changed as (
                            insert into contract_event as e (subscription_id, chain_id, block_number, block_hash, log_index,
                                                             transaction_hash, args)
                            select f.subscription_id, s.chain_id, f.block_number, f.block_hash, f.log_index,
                                   f.transaction_hash, f.args
                              from unnest(:subscriptions::uuid[], :numbers::bigint[], :hashes::bytea[], :indexes::int[],
                                          :transactions::bytea[], :args::json[]) with ordinality
                                   as f (subscription_id, block_number, block_hash, log_index, transaction_hash, args, position)
                              join contract_subscription s on s.id = f.subscription_id and s.ended_at is null
                             order by f.position
                            on conflict (subscription_id, block_hash, log_index)
                               do update set withdrawn_at = null, version = e.version + 1
                                     where e.withdrawn_at is not null
                            returning e.*),
                        counted as (
                            update contract_subscription s set recorded = recorded + c.events
                              from (select subscription_id, count(*) as events from changed
                                     where version = 1 group by subscription_id) c
                             where s.id = c.subscription_id)
                        """ + TOLD)
                .param(
                        "subscriptions",
                        column(found, one -> one.subscriptionId().toString()).toArray(String[]::new))
                .param("numbers", logs(found, log -> log.block().number()).toArray(Long[]::new))
                .param("hashes", logs(found, log -> log.block().hash().bytes()).toArray(byte[][]::new))
                .param("indexes", logs(found, Log::index).toArray(Integer[]::new))
                .param(
                        "transactions",
                        logs(found, log -> log.transaction().bytes()).toArray(byte[][]::new))
                .param("args", column(found, Sighting::args).toArray(String[]::new))
                .query(EventLedger::told)
                .list();
        dropOldest(
                column(found, one -> one.subscriptionId().toString()).distinct().toArray(String[]::new));
        return told;
    }

    private record Full(UUID id, long tooMany) {}

    /** One that is full keeps its newest: what a user stores has an end. */
    private void dropOldest(String[] subscriptions) {
        List<Full> full = jdbc.sql("""
                        select id, recorded - :kept as too_many from contract_subscription
                         where id = any(:subscriptions::uuid[]) and recorded > :kept
                        """)
                .param("kept", kept)
                .param("subscriptions", subscriptions)
                .query((row, index) -> new Full(row.getObject("id", UUID.class), row.getLong("too_many")))
                .list();
        for (Full one : full) {
            int gone = jdbc.sql("""
                            delete from contract_event
                             where id in (select id from contract_event
                                           where subscription_id = :id and withdrawn_at is null
                                           order by block_number, log_index
                                           limit :too_many)
                            """)
                    .param("id", one.id())
                    .param("too_many", one.tooMany())
                    .update();
            // What is older than all that is kept would be read, written and deleted again.
            jdbc.sql("""
                            update contract_subscription s
                               set recorded = recorded - :gone,
                                   backfill_next = case when k.oldest <= backfill_next then backfill_next
                                                        when k.oldest <= backfill_last then k.oldest end,
                                   backfill_index = case when k.oldest <= backfill_next then backfill_index else 0 end,
                                   backfill_last = case when k.oldest <= backfill_last then backfill_last end
                              from (select min(block_number) as oldest from contract_event
                                     where subscription_id = :id and withdrawn_at is null) k
                             where s.id = :id
                            """).param("gone", gone).param("id", one.id()).update();
        }
    }

    /**
     * Withdraws what lies above the fork.
     *
     * @return what is to be told
     */
    public List<Event> withdraw(ChainId chain, long fork) {
        return jdbc.sql("""
                        with changed as (
                            update contract_event set withdrawn_at = clock_timestamp(), version = version + 1
                             where chain_id = :chain and block_number > :fork and withdrawn_at is null
                            returning *)
                        """ + TOLD)
                .param("chain", chain.value())
                .param("fork", fork)
                .query(EventLedger::told)
                .list();
    }

    /** A node that tells a log twice does not stop a chain. */
    private static List<Sighting> once(List<Sighting> sightings) {
        Map<Place, Sighting> places = new LinkedHashMap<>();
        sightings.forEach(one -> places.putIfAbsent(
                new Place(
                        one.subscriptionId(),
                        one.log().block().hash(),
                        one.log().index()),
                one));
        return List.copyOf(places.values());
    }

    private record Place(UUID subscription, BlockHash block, int index) {}

    private static Event told(ResultSet row, int index) throws SQLException {
        long version = row.getLong("version");
        ToldEvent data = new ToldEvent(
                row.getObject("id", UUID.class),
                version,
                row.getObject("subscription_id", UUID.class),
                new ChainId(row.getLong("chain_id")),
                Address.of(row.getBytes("address")),
                row.getString("event"),
                row.getLong("block_number"),
                BlockHash.of(row.getBytes("block_hash")),
                row.getInt("log_index"),
                TransactionHash.of(row.getBytes("transaction_hash")),
                row.getString("args"),
                row.getBoolean("withdrawn"));
        UUID owner = row.getObject("owner_id", UUID.class);
        return new Event(Topic.CHAIN, data.chainId().toString(), TYPE, version, owner, data);
    }

    private static <T> List<T> logs(List<Sighting> found, Function<Log, T> value) {
        return found.stream().map(one -> value.apply(one.log())).toList();
    }

    private static <T> Stream<T> column(List<Sighting> found, Function<Sighting, T> value) {
        return found.stream().map(value);
    }
}
