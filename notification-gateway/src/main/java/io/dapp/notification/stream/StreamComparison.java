package io.dapp.notification.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Many users' positions against what is stored, each in one query. */
@Component
public class StreamComparison {
    private final JdbcClient jdbc;

    StreamComparison(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The users whose stream is not exactly where their position says. */
    public Set<UUID> differing(Map<UUID, Position> positions) {
        List<Map.Entry<UUID, Position>> asked = List.copyOf(positions.entrySet());
        return new HashSet<>(jdbc.sql("""
                select p.user_id
                from unnest(?::uuid[], ?::text[], ?::bigint[]) p (user_id, epoch, top_offset)
                left join stream s on s.user_id = p.user_id
                where s.user_id is null or s.epoch <> p.epoch or s.top_offset <> p.top_offset
                """)
                .param(users(asked))
                .param(asked.stream().map(entry -> entry.getValue().epoch()).toArray(String[]::new))
                .param(offsets(asked))
                .query(UUID.class)
                .list());
    }

    /**
     * What came after each position.
     *
     * @param missing in order, at most {@code limit}; empty also if the position cannot be continued from
     * @param continues whether the position can be continued from at all: same epoch, not trimmed, not ahead
     * @param complete whether nothing stored is missing after these
     */
    public record Tail(List<Publication> missing, boolean continues, boolean complete) {}

    /** The tails of these users; who is not in the answer has no stream any more. */
    public Map<UUID, Tail> tails(Map<UUID, Position> positions, int limit) {
        List<Map.Entry<UUID, Position>> asked = List.copyOf(positions.entrySet());
        var heads = new HashMap<UUID, Slice>();
        var missing = new HashMap<UUID, List<Publication>>();
        jdbc.sql("""
                select s.user_id, s.epoch, s.top_offset, s.trimmed_offset,
                  n.user_offset, n.record_id, n.record_offset, n.envelope
                from unnest(?::uuid[], ?::bigint[]) p (user_id, since)
                join stream s on s.user_id = p.user_id
                left join lateral (
                  select user_offset, record_id, record_offset, envelope from notification
                  where user_id = s.user_id and user_offset > p.since and p.since >= s.trimmed_offset
                  order by user_offset limit ?) n on true
                order by s.user_id, n.user_offset
                """).param(users(asked)).param(offsets(asked)).param(limit).query(row -> {
            UUID userId = row.getObject("user_id", UUID.class);
            String epoch = row.getString("epoch");
            heads.putIfAbsent(
                    userId, new Slice(epoch, row.getLong("top_offset"), row.getLong("trimmed_offset"), List.of()));
            String envelope = row.getString("envelope");
            if (envelope != null) {
                missing.computeIfAbsent(userId, id -> new ArrayList<>())
                        .add(new Publication(
                                userId,
                                epoch,
                                row.getLong("user_offset"),
                                row.getObject("record_id", UUID.class),
                                row.getLong("record_offset"),
                                Envelope.of(envelope)));
            }
        });
        var tails = new HashMap<UUID, Tail>();
        heads.forEach((userId, head) ->
                tails.put(userId, tail(head, positions.get(userId), missing.getOrDefault(userId, List.of()))));
        return tails;
    }

    private static Tail tail(Slice head, @Nullable Position from, List<Publication> missing) {
        if (from == null || !head.reaches(from)) {
            return new Tail(List.of(), false, true);
        }
        long last = missing.isEmpty() ? from.offset() : missing.getLast().offset();
        return new Tail(missing, true, last >= head.top());
    }

    private static String[] users(List<Map.Entry<UUID, Position>> entries) {
        return entries.stream().map(entry -> entry.getKey().toString()).toArray(String[]::new);
    }

    private static Long[] offsets(List<Map.Entry<UUID, Position>> entries) {
        return entries.stream().map(entry -> entry.getValue().offset()).toArray(Long[]::new);
    }
}
