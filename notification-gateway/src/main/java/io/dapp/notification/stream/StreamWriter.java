package io.dapp.notification.stream;

import io.dapp.notification.NotificationSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Appends batches of changes to their users' streams, each batch in one transaction. */
@Component
public class StreamWriter {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final int maxCount;

    StreamWriter(JdbcClient jdbc, TransactionTemplate transaction, NotificationSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.maxCount = settings.retention().maxCount();
    }

    /** Stores what is new of the batch; once this returns it is committed. The same batch again adds nothing. */
    public AppendedChanges append(List<Change> changes) {
        if (changes.isEmpty()) {
            return new AppendedChanges(List.of(), List.of(), 0, List.of());
        }
        return transaction.execute(status -> appendLocked(changes));
    }

    private AppendedChanges appendLocked(List<Change> changes) {
        Map<UUID, Stream> streams = lock(changes.stream()
                .map(change -> change.ownerId().toString())
                .distinct()
                .toArray(String[]::new));
        Map<UUID, Known> known = known(changes.stream()
                .map(change -> change.recordId().toString())
                .distinct()
                .toArray(String[]::new));
        var numbered = new ArrayList<Numbered>(changes.size());
        var foreign = new ArrayList<Change>();
        for (Change change : changes) {
            Known record = known.computeIfAbsent(change.recordId(), id -> new Known(change.ownerId(), 0, 0));
            if (!record.ownerId.equals(change.ownerId())) {
                foreign.add(change);
            } else if (change.version() > record.version) {
                Stream stream = require(streams, change.ownerId());
                stream.top++;
                record.top++;
                record.version = change.version();
                record.changed = true;
                numbered.add(new Numbered(change, stream.epoch, stream.top, record.top));
            }
        }
        if (!numbered.isEmpty()) {
            advance(streams);
            remember(known);
            insert(numbered);
            trim(streams);
        }
        int duplicates = changes.size() - numbered.size() - foreign.size();
        return new AppendedChanges(
                numbered.stream().map(Numbered::change).toList(),
                numbered.stream().map(Numbered::publication).toList(),
                duplicates,
                foreign);
    }

    /** New streams first and in user order too: what waits there holds no row lock that the second step waits for. */
    private Map<UUID, Stream> lock(String[] users) {
        jdbc.sql("""
                insert into stream (user_id) select u from unnest(?::uuid[]) u order by u
                on conflict (user_id) do nothing
                """).param(users).update();
        var streams = new TreeMap<UUID, Stream>();
        jdbc.sql("""
                select user_id, epoch, top_offset, trimmed_offset from stream
                where user_id = any (?::uuid[]) order by user_id for update
                """).param(users).query(row -> {
            streams.put(
                    row.getObject("user_id", UUID.class),
                    new Stream(row.getString("epoch"), row.getLong("top_offset"), row.getLong("trimmed_offset")));
        });
        return streams;
    }

    private Map<UUID, Known> known(String[] records) {
        var known = new HashMap<UUID, Known>();
        jdbc.sql("select id, owner_id, version, top_offset from known_record where id = any (?::uuid[])")
                .param(records)
                .query(row -> {
                    known.put(
                            row.getObject("id", UUID.class),
                            new Known(
                                    row.getObject("owner_id", UUID.class),
                                    row.getLong("version"),
                                    row.getLong("top_offset")));
                });
        return known;
    }

    private void advance(Map<UUID, Stream> streams) {
        streams.values().forEach(stream -> stream.keep(maxCount));
        List<Map.Entry<UUID, Stream>> changed = streams.entrySet().stream()
                .filter(entry -> entry.getValue().changed())
                .toList();
        jdbc.sql("""
                update stream s set top_offset = v.top_offset, trimmed_offset = v.trimmed_offset
                from unnest(?::uuid[], ?::bigint[], ?::bigint[]) v (user_id, top_offset, trimmed_offset)
                where s.user_id = v.user_id
                """)
                .param(strings(changed))
                .param(changed.stream().map(entry -> entry.getValue().top).toArray(Long[]::new))
                .param(changed.stream().map(entry -> entry.getValue().trimmed).toArray(Long[]::new))
                .update();
    }

    private void remember(Map<UUID, Known> known) {
        List<Map.Entry<UUID, Known>> changed = known.entrySet().stream()
                .filter(entry -> entry.getValue().changed)
                .toList();
        jdbc.sql("""
                insert into known_record (id, owner_id, version, top_offset)
                select * from unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::bigint[])
                on conflict (id) do update set version = excluded.version, top_offset = excluded.top_offset
                """)
                .param(strings(changed))
                .param(changed.stream()
                        .map(entry -> entry.getValue().ownerId.toString())
                        .toArray(String[]::new))
                .param(changed.stream().map(entry -> entry.getValue().version).toArray(Long[]::new))
                .param(changed.stream().map(entry -> entry.getValue().top).toArray(Long[]::new))
                .update();
    }

    private void insert(List<Numbered> numbered) {
        jdbc.sql("""
                insert into notification
                  (user_id, user_offset, record_id, record_offset, version, event_id, type, envelope)
                select * from unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::uuid[], ?::text[],
                  ?::text[])
                """)
                .param(column(numbered, n -> n.change.ownerId()))
                .param(numbers(numbered, Numbered::offset))
                .param(column(numbered, n -> n.change.recordId()))
                .param(numbers(numbered, Numbered::recordOffset))
                .param(numbers(numbered, n -> n.change.version()))
                .param(column(numbered, n -> n.change.eventId()))
                .param(column(numbered, n -> n.change.type()))
                .param(column(numbered, n -> n.change.envelope()))
                .update();
    }

    private void trim(Map<UUID, Stream> streams) {
        List<Map.Entry<UUID, Stream>> trimmed = streams.entrySet().stream()
                .filter(entry -> entry.getValue().trims())
                .toList();
        if (trimmed.isEmpty()) {
            return;
        }
        jdbc.sql("""
                delete from notification n using unnest(?::uuid[], ?::bigint[]) v (user_id, trimmed_offset)
                where n.user_id = v.user_id and n.user_offset <= v.trimmed_offset
                """)
                .param(strings(trimmed))
                .param(trimmed.stream().map(entry -> entry.getValue().trimmed).toArray(Long[]::new))
                .update();
    }

    private static Stream require(Map<UUID, Stream> streams, UUID userId) {
        Stream stream = streams.get(userId);
        if (stream == null) {
            throw new IllegalStateException("stream of " + userId + " vanished while it was being locked");
        }
        return stream;
    }

    private static <T> String[] strings(List<Map.Entry<UUID, T>> entries) {
        return entries.stream().map(entry -> entry.getKey().toString()).toArray(String[]::new);
    }

    private static String[] column(List<Numbered> numbered, java.util.function.Function<Numbered, Object> value) {
        return numbered.stream().map(n -> value.apply(n).toString()).toArray(String[]::new);
    }

    private static Long[] numbers(List<Numbered> numbered, java.util.function.ToLongFunction<Numbered> value) {
        return numbered.stream().map(value::applyAsLong).toArray(Long[]::new);
    }

    private record Numbered(Change change, String epoch, long offset, long recordOffset) {
        Publication publication() {
            return new Publication(change.ownerId(), epoch, offset, change.recordId(), recordOffset, change.envelope());
        }
    }

    private static final class Stream {
        private final String epoch;
        private final long topBefore;
        private final long trimmedBefore;
        private long top;
        private long trimmed;

        Stream(String epoch, long top, long trimmed) {
            this.epoch = epoch;
            this.topBefore = top;
            this.trimmedBefore = trimmed;
            this.top = top;
            this.trimmed = trimmed;
        }

        void keep(int count) {
            trimmed = Math.max(trimmed, top - count);
        }

        boolean changed() {
            return top != topBefore || trims();
        }

        boolean trims() {
            return trimmed != trimmedBefore;
        }
    }

    private static final class Known {
        private final UUID ownerId;
        private long version;
        private long top;
        private boolean changed;

        Known(UUID ownerId, long version, long top) {
            this.ownerId = ownerId;
            this.version = version;
            this.top = top;
        }
    }
}
