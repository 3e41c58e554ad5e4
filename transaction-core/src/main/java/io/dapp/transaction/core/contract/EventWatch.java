package io.dapp.transaction.core.contract;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Log;
import io.dapp.chain.LogFilter;
import io.dapp.chain.LogTopic;
import io.dapp.chain.abi.AbiDecodeException;
import io.dapp.chain.abi.AbiEvent;
import io.dapp.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a chain is watched for, and what of its logs that is. */
public final class EventWatch {
    private static final Logger LOG = LoggerFactory.getLogger(EventWatch.class);

    private final JdbcClient jdbc;
    private final int maxArgsBytes;

    public EventWatch(JdbcClient jdbc, ContractSettings settings) {
        this.jdbc = jdbc;
        this.maxArgsBytes = settings.maxArgsBytes();
    }

    /**
     * One subscription's part of a question.
     *
     * @param fromBlock the first block that counts
     */
    public record Watched(UUID id, Address address, LogTopic topic, String event, long fromBlock) {
        /** What finds its logs. */
        public LogFilter filter() {
            return new LogFilter(Set.of(address), Set.of(topic));
        }
    }

    /** What the follower knows to be watched on this chain. */
    public LogFilter filter(ChainId chain) {
        Set<Address> addresses = new HashSet<>();
        Set<LogTopic> topics = new HashSet<>();
        jdbc.sql("""
                        select distinct address, topic from contract_subscription
                         where chain_id = ? and ended_at is null and live_from is not null
                        """).param(chain.value()).query(row -> {
            addresses.add(Address.of(row.getBytes("address")));
            topics.add(LogTopic.of(row.getBytes("topic")));
        });
        return new LogFilter(addresses, topics);
    }

    /** Which of these logs are whose, decoded. */
    public List<Sighting> sightings(ChainId chain, List<Log> logs) {
        if (logs.isEmpty()) {
            return List.of();
        }
        Map<Key, List<Watched>> watched = watched(chain, logs).stream()
                .collect(Collectors.groupingBy(one -> new Key(one.address(), one.topic())));
        List<Sighting> sightings = new ArrayList<>();
        Map<String, AbiEvent> declarations = new HashMap<>();
        for (Log log : logs) {
            for (Watched one : watched.getOrDefault(Key.of(log), List.of())) {
                add(sightings, one, log, declarations);
            }
        }
        return sightings;
    }

    /** The same for one subscription. */
    public List<Sighting> sightings(Watched one, List<Log> logs) {
        List<Sighting> sightings = new ArrayList<>();
        Map<String, AbiEvent> declarations = new HashMap<>();
        logs.forEach(log -> add(sightings, one, log, declarations));
        return sightings;
    }

    private void add(List<Sighting> sightings, Watched one, Log log, Map<String, AbiEvent> declarations) {
        if (log.block().number() < one.fromBlock()) {
            return;
        }
        AbiEvent event = declarations.computeIfAbsent(one.event(), AbiEvent::parse);
        if (event.matches(log.topics())) {
            sightings.add(new Sighting(one.id(), log, args(event, log)));
        }
    }

    private @Nullable String args(AbiEvent event, Log log) {
        try {
            String args = Json.LENIENT.writeValueAsString(event.decode(log.topics(), log.dataBytes()));
            return args.getBytes(StandardCharsets.UTF_8).length > maxArgsBytes ? null : args;
        } catch (AbiDecodeException e) {
            LOG.debug("log {} of {} is no {}: {}", log.index(), log.transaction(), event, e.getMessage());
            return null;
        }
    }

    private List<Watched> watched(ChainId chain, List<Log> logs) {
        Set<Key> keys = logs.stream().map(Key::of).collect(Collectors.toSet());
        return jdbc.sql("""
                        select s.id, s.address, s.topic, s.event, s.from_block
                          from unnest(:addresses::bytea[], :topics::bytea[]) as seen (address, topic)
                          join contract_subscription s
                            on s.chain_id = :chain and s.address = seen.address and s.topic = seen.topic
                         where s.ended_at is null and s.live_from is not null
                         order by s.id
                        """)
                .param(
                        "addresses",
                        keys.stream().map(key -> key.address().bytes()).toArray(byte[][]::new))
                .param("topics", keys.stream().map(key -> key.topic().bytes()).toArray(byte[][]::new))
                .param("chain", chain.value())
                .query((row, index) -> new Watched(
                        row.getObject("id", UUID.class),
                        Address.of(row.getBytes("address")),
                        LogTopic.of(row.getBytes("topic")),
                        row.getString("event"),
                        row.getLong("from_block")))
                .list();
    }

    private record Key(Address address, LogTopic topic) {
        static Key of(Log log) {
            return new Key(log.address(), log.topics().getFirst());
        }
    }
}
