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
import java.util.Optional;
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
    private final ContractSettings settings;

    public EventWatch(JdbcClient jdbc, ContractSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
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

    /**
     * Which of these logs are whose, decoded; each log once for each declaration.
     *
     * @return empty, with nothing decoded or not all, where they are too many or too much for one transaction
     */
    public Optional<List<Sighting>> sightings(ChainId chain, List<Log> logs) {
        if (logs.isEmpty()) {
            return Optional.of(List.of());
        }
        Map<Key, Long> counts = logs.stream().collect(Collectors.groupingBy(Key::of, Collectors.counting()));
        Map<Key, List<Watched>> watched = watched(chain, counts.keySet()).stream()
                .collect(Collectors.groupingBy(one -> new Key(one.address(), one.topic())));
        long matches = counts.entrySet().stream()
                .mapToLong(one -> one.getValue()
                        * watched.getOrDefault(one.getKey(), List.of()).size())
                .sum();
        if (matches > settings.eventsPerBlock()) {
            return Optional.empty();
        }
        List<Sighting> sightings = new ArrayList<>();
        Declarations declarations = new Declarations();
        long bytes = 0;
        for (Log log : logs) {
            for (Watched one : watched.getOrDefault(Key.of(log), List.of())) {
                Sighting sighting = declarations.sighting(one, log);
                if (sighting != null) {
                    bytes += sighting.size();
                    sightings.add(sighting);
                }
            }
            if (bytes > settings.bytesPerBlock()) {
                return Optional.empty();
            }
        }
        return Optional.of(sightings);
    }

    /**
     * A part of what was found for a subscription.
     *
     * @param rest the first log that is not in it; null: it is all
     */
    public record Part(List<Sighting> seen, @Nullable Log rest) {
        public Part {
            seen = List.copyOf(seen);
        }
    }

    /** As many of these logs as one transaction should write, one at least, for one subscription. */
    public Part part(Watched one, List<Log> logs) {
        List<Sighting> sightings = new ArrayList<>();
        Declarations declarations = new Declarations();
        long bytes = 0;
        for (Log log : logs) {
            Sighting sighting = declarations.sighting(one, log);
            if (sighting == null) {
                continue;
            }
            bytes += sighting.size();
            if (!sightings.isEmpty()
                    && (sightings.size() == settings.eventsPerBlock() || bytes > settings.bytesPerBlock())) {
                return new Part(sightings, log);
            }
            sightings.add(sighting);
        }
        return new Part(sightings, null);
    }

    /** What was parsed and decoded already. */
    private final class Declarations {
        private final Map<String, AbiEvent> events = new HashMap<>();
        private final Map<String, @Nullable String> ofLog = new HashMap<>();
        private @Nullable Log newest;

        @Nullable
        Sighting sighting(Watched one, Log log) {
            AbiEvent event = events.computeIfAbsent(one.event(), AbiEvent::parse);
            if (log.block().number() < one.fromBlock() || !event.matches(log.topics())) {
                return null;
            }
            if (!log.equals(newest)) {
                newest = log;
                ofLog.clear();
            }
            if (!ofLog.containsKey(one.event())) {
                ofLog.put(one.event(), args(event, log));
            }
            return new Sighting(one.id(), log, ofLog.get(one.event()));
        }
    }

    private @Nullable String args(AbiEvent event, Log log) {
        if (log.data().length() > 4 * settings.maxArgsBytes()) {
            return null;
        }
        try {
            String args = Json.LENIENT.writeValueAsString(event.decode(log.topics(), log.dataBytes()));
            return args.getBytes(StandardCharsets.UTF_8).length > settings.maxArgsBytes() ? null : args;
        } catch (AbiDecodeException e) {
            LOG.debug("log {} of {} is no {}: {}", log.index(), log.transaction(), event, e.getMessage());
            return null;
        }
    }

    private List<Watched> watched(ChainId chain, Set<Key> keys) {
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
