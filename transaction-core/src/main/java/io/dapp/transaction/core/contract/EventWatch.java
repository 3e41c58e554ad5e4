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
import java.util.Comparator;
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
     * Which of these logs are whose, decoded; each log once for each declaration. Where they are too many, or too much, for
     * one transaction, those that say most are left out, so that a busy contract keeps nobody else's behind.
     */
    public BlockEvents sightings(ChainId chain, List<Log> logs) {
        if (logs.isEmpty()) {
            return BlockEvents.NONE;
        }
        Map<EventKey, List<Log>> said = logs.stream().collect(Collectors.groupingBy(EventKey::of));
        List<Heard> lightestFirst = watched(chain, said.keySet()).stream()
                .collect(Collectors.groupingBy(one -> new EventKey(one.address(), one.topic())))
                .entrySet()
                .stream()
                .map(one -> new Heard(one.getKey(), said.getOrDefault(one.getKey(), List.of()), one.getValue()))
                .sorted(Comparator.comparingLong(Heard::length))
                .toList();
        List<Sighting> seen = new ArrayList<>();
        Declarations declarations = new Declarations();
        long bytes = 0;
        for (int i = 0; i < lightestFirst.size(); i++) {
            Heard heard = lightestFirst.get(i);
            List<Sighting> found = new ArrayList<>();
            boolean fits = seen.size() + heard.count() <= settings.eventsPerBlock();
            if (fits) {
                bytes += decode(heard, declarations, settings.bytesPerBlock() - bytes, found);
            }
            if (!fits || bytes > settings.bytesPerBlock()) {
                return new BlockEvents(
                        ordered(seen),
                        lightestFirst.stream().skip(i).map(Heard::key).collect(Collectors.toSet()));
            }
            seen.addAll(found);
        }
        return new BlockEvents(ordered(seen), Set.of());
    }

    /** Of one key, what was said and who asked for it. */
    private record Heard(EventKey key, List<Log> logs, List<Watched> by) {
        long count() {
            return (long) logs.size() * by.size();
        }

        /** Roughly as long as it will be; what says nothing has topics all the same. */
        long length() {
            return by.size()
                    * logs.stream().mapToLong(log -> 100 + log.data().length()).sum();
        }
    }

    private static List<Sighting> ordered(List<Sighting> seen) {
        return seen.stream()
                .sorted(Comparator.comparingInt(one -> one.log().index()))
                .toList();
    }

    /** Adds to {@code found}, until it has more than {@code atMost}; answers how much that is. */
    private static long decode(Heard heard, Declarations declarations, long atMost, List<Sighting> found) {
        long bytes = 0;
        for (Log log : heard.logs()) {
            for (Watched one : heard.by()) {
                Sighting sighting = declarations.sighting(one, log);
                if (sighting != null) {
                    bytes += sighting.size();
                    found.add(sighting);
                }
            }
            if (bytes > atMost) {
                break;
            }
        }
        return bytes;
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

    private List<Watched> watched(ChainId chain, Set<EventKey> keys) {
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
}
